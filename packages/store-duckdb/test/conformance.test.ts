import { afterAll, describe, it } from 'vitest';
import { storeKit } from '@tailrace/store/testing';
import { type DuckdbStore, openDuckdbStore } from '../src/index.ts';

// What is asked is whether the answers are right; several attacks are asked at once, as one condition of many parts.
const open = (directory: string) =>
  openDuckdbStore({ directory, groupCommitMillis: 2, unlinkGraceMillis: 0, queryMemoryBytes: 1024 ** 3 });

// Half of the corpus lies in segments and half in write-ahead files, and every question meets both.
storeKit({ name: 'DuckdbStore', open, settle: (store) => (store as DuckdbStore).compact() }).register({
  describe,
  it,
  afterAll,
});
