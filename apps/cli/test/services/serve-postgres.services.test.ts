import { withService } from '@tailrace/services';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { serveStoreTests } from './serve-store.ts';

withService({ describe, it, beforeAll, afterAll }, 'postgresql', { own: true }, (postgresql) => {
  describe('serve --store postgres:// [X5]', () => {
    serveStoreTests('postgres:', postgresql);
  });
});
