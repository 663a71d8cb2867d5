import { afterAll, describe, it } from 'vitest';
import { storeKit } from '@tailrace/store/testing';
import { type DuckdbStore, openDuckdbStore } from '../src/index.ts';

const open = (directory: string) => openDuckdbStore({ directory, groupCommitMillis: 2, unlinkGraceMillis: 0 });

// Half of the corpus lies in segments and half in write-ahead files, and every question meets both.
storeKit({ name: 'DuckdbStore', open, settle: (store) => (store as DuckdbStore).compact() }).register({
  describe,
  it,
  afterAll,
});
