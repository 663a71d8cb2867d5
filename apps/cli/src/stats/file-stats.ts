import { readBatches, type ReadOptions } from '@tailrace/readers';
import type { Facts } from './facts.ts';

/** Reads a file to its end and tells what is in it. */
export async function fileStats(path: string, options: ReadOptions, signal: AbortSignal): Promise<Facts> {
  const reading = readBatches(path === '-' ? process.stdin : path, options);
  const levels = new Map<string, number>();
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  for await (const entries of reading) {
    signal.throwIfAborted();
    for (const { record } of entries) {
      levels.set(record.level, (levels.get(record.level) ?? 0) + 1);
      oldest = Math.min(oldest, record.timestamp);
      newest = Math.max(newest, record.timestamp);
    }
  }
  const { lines, records, formats, problem } = reading.report();
  return {
    source: path,
    lines,
    records,
    formats,
    levels: Object.fromEntries([...levels].sort((a, b) => b[1] - a[1])),
    ...(records > 0 && { oldest: new Date(oldest).toISOString(), newest: new Date(newest).toISOString() }),
    ...(problem !== undefined && { problem }),
  };
}
