import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { IngestRejection, LogRecord } from '@tailrace/core';
import { readBatches, type ReadEntry, type ReadOptions, type RecordReading } from '@tailrace/readers';
import type { Destination } from './destination.ts';

/** What became of one file's lines: records = imported + duplicates + rejected. */
export interface ImportCounts {
  readonly file: string;
  lines: number;
  records: number;
  imported: number;
  duplicates: number;
  rejected: number;
  /** Rejected records by the code of the reason. */
  reasons: Readonly<Record<string, number>>;
  formats: Readonly<Record<string, number>>;
  /** Why the file ended early. */
  problem?: string;
}

/** Counts to begin with. */
export function noCounts(file: string): ImportCounts {
  return { file, lines: 0, records: 0, imported: 0, duplicates: 0, rejected: 0, reasons: {}, formats: {} };
}

export interface ImportListener {
  /** @param share - The part of the file's bytes that was read, 0 to 1; `undefined` where its size is not known. */
  progress(counts: ImportCounts, share: number | undefined): void;
  /** A record that was not taken, by the number of its first line. */
  rejected(line: number, rejection: IngestRejection): void;
}

const BATCH_RECORDS = 1000;
const BATCH_BYTES = 4 << 20;
/** Batches under way at once: one is read and packed while another is stored. */
const IN_FLIGHT = 2;

/** Reads a file and delivers its records. What was delivered when it fails is in `counts`. */
export async function importSource(
  path: string,
  options: ReadOptions,
  destination: Destination,
  listener: ImportListener,
  signal: AbortSignal,
): Promise<ImportCounts> {
  const counts = noCounts(path);
  const { reading, share } = await startReading(path, options);
  const underWay = new Set<Promise<void>>();
  let failure: unknown;
  const send = async (entries: readonly ReadEntry[]): Promise<void> => {
    const answer = await destination.deliver(
      entries.map((entry) => labelled(entry, path)),
      signal,
    );
    counts.imported += answer.accepted;
    counts.duplicates += answer.duplicates;
    counts.rejected += answer.rejected.length;
    for (const rejection of answer.rejected) {
      counts.reasons = { ...counts.reasons, [rejection.code]: (counts.reasons[rejection.code] ?? 0) + 1 };
      listener.rejected(entries[rejection.index]?.line ?? 0, rejection);
    }
    listener.progress(counts, share());
  };
  const start = async (entries: readonly ReadEntry[]): Promise<void> => {
    const sending = send(entries)
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
    if (underWay.size >= IN_FLIGHT) await Promise.race(underWay);
  };

  let batch: ReadEntry[] = [];
  let bytes = 0;
  for await (const entries of reading) {
    for (const entry of entries) {
      batch.push(entry);
      bytes += entry.raw.length + 400;
      if (batch.length < BATCH_RECORDS && bytes < BATCH_BYTES) continue;
      await start(batch);
      batch = [];
      bytes = 0;
      if (failure !== undefined || signal.aborted) break;
    }
    counts.lines = reading.report().lines;
    listener.progress(counts, share());
    if (failure !== undefined || signal.aborted) break;
  }
  if (batch.length > 0 && failure === undefined && !signal.aborted) await start(batch);
  await Promise.all(underWay);
  const report = reading.report();
  counts.lines = report.lines;
  counts.records = report.records;
  counts.formats = report.formats;
  if (report.problem !== undefined) counts.problem = report.problem;
  if (failure !== undefined) throw failure;
  return counts;
}

interface Reading {
  readonly reading: RecordReading<readonly ReadEntry[]>;
  readonly share: () => number | undefined;
}

/** Begins to read a file, or standard input, and knows how far it is. */
async function startReading(path: string, options: ReadOptions): Promise<Reading> {
  const info = path === '-' ? undefined : await stat(path).catch(() => undefined);
  if (info === undefined || !info.isFile()) {
    return { reading: readBatches(path === '-' ? process.stdin : path, options), share: () => undefined };
  }
  const stream = createReadStream(path, { highWaterMark: 1 << 18 });
  // As the readers do it with a path: times without a year are not later than the file's last change.
  const position = { lines: 0, lastChange: Math.floor(info.mtimeMs) };
  return {
    reading: readBatches(stream, options, position),
    share: () => (info.size === 0 ? 1 : Math.min(1, stream.bytesRead / info.size)),
  };
}

/** Names the file in the record, unless the record is Tailrace's own and complete as it is. */
function labelled({ record, format }: ReadEntry, path: string): LogRecord {
  if (format === 'tailrace' || path === '-') return record;
  return { ...record, attributes: { ...record.attributes, file: basename(path) } };
}
