import { MemoryStore } from '@tailrace/store';
import { storeKit } from '@tailrace/store/testing';
import { afterAll, describe, it } from 'vitest';
import { openBufferedStore } from '../src/index.ts';

storeKit({
  name: 'a buffered store',
  open: (directory) =>
    openBufferedStore({ name: 'memory', destination: 'memory', directory, open: async () => new MemoryStore() }),
  // The store behind keeps nothing.
  keeps: false,
}).register({ describe, it, afterAll });
