// Writes a store's folder, or reads it beside whoever writes, until it is killed.
import { openDuckdbStore, openStoreForReading } from '@tailrace/store-duckdb';
import type { StoreOrders, StoreWord } from './store-orders.ts';

const BATCH = 20;
const CLIENTS = 3;

const { role, directory, tag } = JSON.parse(process.argv[2] ?? '{}') as StoreOrders;
const say = (word: StoreWord) => process.send?.(word);
// Whoever started it is gone: so is its work.
process.on('disconnect', () => process.exit(0));

/** Small files, so that segments are made all the time, and the compactor is killed with its parent. */
async function write(): Promise<void> {
  const store = await openDuckdbStore({
    directory,
    walRotateBytes: 20_000,
    groupCommitMillis: 1,
    unlinkGraceMillis: 5,
    retention: 'all forever',
  });
  say({ ready: true });
  let next = 0;
  const client = async (): Promise<void> => {
    for (;;) {
      const records = Array.from({ length: BATCH }, () => {
        next += 1;
        const message = `${tag}-${next}`;
        return { id: message, timestamp: Date.now(), level: 'info', severity: 9, message };
      });
      const { accepted } = await store.append(records);
      if (accepted !== records.length) throw new Error('A fresh record was taken for a duplicate.');
      say({ acknowledged: records.map(({ id }) => id) });
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

/** Answers that hold a record twice are failures, whoever else is killed meanwhile. */
async function read(): Promise<void> {
  const store = await openStoreForReading({ directory });
  say({ ready: true });
  for (;;) {
    const seen = new Set<string>();
    for await (const { id } of store.stream({ filter: { type: 'everything' }, pipes: [], limit: 2000 })) {
      if (seen.has(id)) throw new Error(`An answer held ${id} twice.`);
      seen.add(id);
    }
  }
}

try {
  await (role === 'write' ? write() : read());
} catch (error) {
  say({ failed: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
  process.disconnect?.();
}
