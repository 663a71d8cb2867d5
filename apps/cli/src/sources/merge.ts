import type { WireRecord } from '@tailrace/core';
import { compareRecords } from '@tailrace/query';

/** Where reading stands in one of the streams. */
interface Cursor {
  readonly iterator: AsyncIterator<readonly WireRecord[]>;
  batch: readonly WireRecord[];
  index: number;
}

const BATCH = 500;

/**
 * Merges streams that are each in order of time into one that is.
 *
 * A record that several sources have, a file and the server it was imported into for example, comes once.
 */
export async function* mergeByTime(
  streams: readonly AsyncIterable<readonly WireRecord[]>[],
  order: 'newest' | 'oldest',
): AsyncGenerator<readonly WireRecord[]> {
  const [only] = streams;
  if (streams.length === 1 && only !== undefined) {
    yield* only;
    return;
  }
  const sign = order === 'oldest' ? 1 : -1;
  const cursors = streams.map((stream): Cursor => ({ iterator: stream[Symbol.asyncIterator](), batch: [], index: 0 }));
  try {
    const live = (
      await Promise.all(cursors.map(async (cursor) => ((await advance(cursor)) ? cursor : undefined)))
    ).filter((cursor) => cursor !== undefined);
    let merged: WireRecord[] = [];
    let lastId: string | undefined;
    while (live.length > 0) {
      const next = first(live, sign);
      const record = next.batch[next.index];
      if (record !== undefined && record.id !== lastId) merged.push(record);
      lastId = record?.id;
      next.index += 1;
      if (next.index >= next.batch.length) {
        // Nothing is held back while a stream makes us wait.
        if (merged.length > 0) yield merged;
        merged = [];
        if (!(await advance(next))) live.splice(live.indexOf(next), 1);
      } else if (merged.length >= BATCH) {
        yield merged;
        merged = [];
      }
    }
    if (merged.length > 0) yield merged;
  } finally {
    for (const cursor of cursors) await cursor.iterator.return?.();
  }
}

function first(cursors: readonly Cursor[], sign: number): Cursor {
  return cursors.reduce((best, cursor) => {
    const a = best.batch[best.index];
    const b = cursor.batch[cursor.index];
    return a !== undefined && b !== undefined && sign * compareRecords(b, a) < 0 ? cursor : best;
  });
}

async function advance(cursor: Cursor): Promise<boolean> {
  for (;;) {
    const { done, value } = await cursor.iterator.next();
    if (done === true) return false;
    if (value.length === 0) continue;
    cursor.batch = value;
    cursor.index = 0;
    return true;
  }
}
