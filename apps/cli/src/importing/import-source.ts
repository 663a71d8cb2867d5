import { basename } from 'node:path';
import type { IngestRejection, LogRecord } from '@tailrace/core';
import { readBatches, type ReadEntry, type ReadOptions } from '@tailrace/readers';
import type { Destination } from './destination.ts';

/** What became of one file's lines: records = imported + duplicates + rejected. */
export interface ImportCounts {
  readonly file: string;
  lines: number;
  records: number;
  imported: number;
  duplicates: number;
  rejected: number;
  formats: Readonly<Record<string, number>>;
  /** Why the file ended early. */
  problem?: string;
}

/** Counts to begin with. */
export function noCounts(file: string): ImportCounts {
  return { file, lines: 0, records: 0, imported: 0, duplicates: 0, rejected: 0, formats: {} };
}

export interface ImportListener {
  progress(counts: ImportCounts): void;
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
  const reading = readBatches(path === '-' ? process.stdin : path, options);
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
    for (const rejection of answer.rejected) listener.rejected(entries[rejection.index]?.line ?? 0, rejection);
    listener.progress(counts);
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
    listener.progress(counts);
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

/** Names the file in the record, unless the record is Tailrace's own and complete as it is. */
function labelled({ record, format }: ReadEntry, path: string): LogRecord {
  if (format === 'tailrace' || path === '-') return record;
  return { ...record, attributes: { ...record.attributes, file: basename(path) } };
}
