import { withService } from '@tailrace/services';
import { storeKit } from '@tailrace/store/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { openPostgresStore } from '../../src/index.ts';
import { schemaOf } from '../fixtures/schema-of.ts';

withService({ describe, it, beforeAll, afterAll }, 'postgresql', {}, (postgresql) => {
  storeKit({
    name: 'PostgresStore',
    open: (folder) => openPostgresStore({ url: postgresql().url, schema: schemaOf(folder) }),
  }).register({ describe, it, afterAll });
});
