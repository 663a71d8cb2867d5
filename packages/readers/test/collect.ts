import type { LogRecord } from '@tailrace/core';
import { type LogSource, readBatches, type ReadEntry, type ReadOptions, type ReadReport } from '../src/index.ts';

/** Reads a source to its end. */
export async function collect(
  source: LogSource,
  options?: ReadOptions,
): Promise<{ entries: ReadEntry[]; records: LogRecord[]; report: ReadReport }> {
  const reading = readBatches(source, options);
  const entries: ReadEntry[] = [];
  for await (const batch of reading) entries.push(...batch);
  return { entries, records: entries.map((entry) => entry.record), report: reading.report() };
}

/** Pieces of a stream. */
export async function* pieces<T>(...chunks: readonly T[]): AsyncGenerator<T> {
  await Promise.resolve();
  yield* chunks;
}

/** Reads lines of text as records. */
export async function read(text: string, options?: ReadOptions): Promise<LogRecord[]> {
  return (await collect(pieces(text), options)).records;
}
