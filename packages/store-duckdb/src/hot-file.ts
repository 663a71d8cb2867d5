import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprintHigh, fingerprintLow } from './fingerprint.ts';
import { hashId, IdSet } from './id-set.ts';
import { hotName } from './layout.ts';

/** What one record adds to what is known of its file. */
export interface HotEntry {
  readonly id: string;
  readonly timestamp: number;
  /** Whether it has a weight other than 1. */
  readonly weighted: boolean;
}

/** What is known of a write-ahead file whose records are not in a segment yet. */
export class HotFile {
  readonly sequence: number;
  readonly path: string;
  readonly ids: IdSet = new IdSet();
  bytes = 0;
  records = 0;
  minTime: number = Number.POSITIVE_INFINITY;
  maxTime: number = Number.NEGATIVE_INFINITY;
  /** Whether a record has a weight other than 1. */
  weighted = false;
  sealed = false;

  constructor(folder: string, sequence: number) {
    this.sequence = sequence;
    this.path = join(folder, hotName(sequence));
  }

  /** Takes note of a record that is durable in this file, by the hash of its id, which is in the range of its ids. */
  note(high: number, low: number, timestamp: number, weighted: boolean): void {
    this.records += 1;
    if (weighted) this.weighted = true;
    if (timestamp < this.minTime) this.minTime = timestamp;
    if (timestamp > this.maxTime) this.maxTime = timestamp;
    this.ids.add(high, low);
  }
}

/** Lines of a write-ahead file that hold no record. */
export interface BadLines {
  readonly lines: number;
  /** Bytes behind the last line break, which a crash left. */
  readonly tornBytes: number;
}

const NEWLINE = 10;

/**
 * Reads a write-ahead file that an earlier run left, and cuts it to its last whole line.
 *
 * What is behind the last line break was never acknowledged: an acknowledgement follows the sync of whole lines.
 */
export async function recoverHotFile(file: HotFile): Promise<BadLines> {
  const bytes = await readFile(file.path);
  const bad = noteLines(file, bytes);
  if (bad.tornBytes > 0) await cut(file.path, file.bytes);
  return bad;
}

/** Reads a write-ahead file that another process may be writing; one that is gone by now is empty. */
export async function readHotFile(folder: string, sequence: number): Promise<HotFile> {
  const file = new HotFile(folder, sequence);
  noteLines(file, await readFile(file.path).catch(() => Buffer.alloc(0)));
  return file;
}

function noteLines(file: HotFile, bytes: Buffer): BadLines {
  file.bytes = bytes.lastIndexOf(NEWLINE) + 1;
  let lines = 0;
  for (const line of linesOf(bytes.subarray(0, file.bytes))) {
    const entry = entryOf(line);
    if (entry === undefined) lines += 1;
    else {
      file.ids.range.add(entry.id);
      hashId(entry.id);
      file.note(fingerprintHigh(), fingerprintLow(), entry.timestamp, entry.weighted);
    }
  }
  return { lines, tornBytes: bytes.length - file.bytes };
}

/** The whole lines of some bytes, without their breaks. */
export function* linesOf(bytes: Buffer): Generator<string> {
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end === -1) return;
    yield bytes.toString('utf8', start, end);
    start = end + 1;
  }
}

/** What a line says of its record; undefined where it is none. */
export function entryOf(line: string): HotEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, timestamp, severity, sample_rate: sampleRate } = value as Record<string, unknown>;
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof severity !== 'number') return undefined;
  const time = Date.parse(timestamp);
  if (Number.isNaN(time)) return undefined;
  return { id, timestamp: time, weighted: typeof sampleRate === 'number' && sampleRate !== 1 };
}

async function cut(path: string, bytes: number): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.truncate(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
