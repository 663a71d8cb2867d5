import { afterAll, describe, it } from 'vitest';
import { describeKit, storeKit } from '@tailrace/store/testing';
import { type DuckdbStore, openDuckdbStore } from '../src/index.ts';

const open = (directory: string) => openDuckdbStore({ directory, groupCommitMillis: 2, unlinkGraceMillis: 0 });

// Half of the corpus lies in segments and half in write-ahead files, and every question meets both.
describeKit(storeKit({ name: 'DuckdbStore', open, settle: (store) => (store as DuckdbStore).compact() }), {
  describe,
  it,
  afterAll,
});
