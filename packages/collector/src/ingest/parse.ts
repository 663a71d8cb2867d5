import {
  type Decoded,
  decodeRecord,
  fromWire,
  type IngestRejection,
  type LogRecord,
  TailraceError,
} from '@tailrace/core';
import { isRecordLine, LineBatch, recordLine } from '@tailrace/store';
import type { PendingAccount } from './pending-bytes.ts';

/** What a body held: records to store with their places in the body, and what is wrong with the others. */
export interface ParsedBatch {
  /** What is to be stored, as lines where the reader was asked for those. */
  readonly records: readonly LogRecord[] | LineBatch;
  /** The place of each of `records` among all that were sent. */
  readonly indexes: readonly number[];
  readonly rejected: readonly IngestRejection[];
}

/**
 * Records in one body at the most, and what each holds in memory beside its bytes. A body of a few kilobytes can be
 * decompressed into millions of lines, of which each costs an object and an answer.
 */
const MAX_RECORDS = 200_000;
const BYTES_BESIDE = 400;

/** Values in one body at the most: `{},{},…` takes ten times its bytes in memory, and seconds to write out again. */
const MAX_VALUES = 6_000_000;

/** What the reading of records needs to know. */
export interface ParseOptions {
  readonly maxRecordBytes: number;
  /** Is charged for what records hold beside the bytes of the body. */
  readonly account?: PendingAccount;
  /** The time of records that bring none, epoch milliseconds. */
  readonly now: number;
  /** Makes each record its line in the turn in which it was read, so that none waits in memory; false by default. */
  readonly asLines?: boolean;
}

const LINE_FEED = 0x0a;
const COMMA = 0x2c;
const BRACKET = 0x5b;
const BRACE = 0x7b;

/** Text is decoded, and other requests get their turn, block by block. */
const BLOCK_BYTES = 256 * 1024;

/** Reads NDJSON: one record a line, blank lines skipped. A bad line is rejected alone. */
export async function parseLines(body: Buffer, options: ParseOptions): Promise<ParsedBatch> {
  const batch = new BatchReader(options);
  for (let start = markLength(body); start < body.length; ) {
    const end = endOfBlock(body, start);
    batch.countValues(body, start, end);
    batch.readLines(body.toString('utf8', start, end));
    batch.settle();
    start = end;
    if (start < body.length) await nextTurn();
  }
  return batch;
}

/** Reads a JSON array of records, or one record; throws `TAILRACE_BAD_REQUEST` where the body is no JSON. */
export async function parseArray(body: Buffer, options: ParseOptions): Promise<ParsedBatch> {
  const batch = new BatchReader(options);
  batch.countValues(body, 0, body.length);
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8', markLength(body)));
  } catch (cause) {
    throw new TailraceError('TAILRACE_BAD_REQUEST', 'The body is not JSON.', { cause });
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const mayBeLarge = body.length > options.maxRecordBytes;
  for (const [index, item] of values.entries()) {
    if (index % 1000 === 999) {
      batch.settle();
      await nextTurn();
    }
    batch.readValue(item, mayBeLarge);
  }
  batch.settle();
  return batch;
}

/** Bytes of a byte-order mark, which programs on Windows put before text. */
function markLength(body: Buffer): number {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
}

/** The end of the last whole line within a block, or of the first line where that is longer than a block. */
function endOfBlock(body: Buffer, start: number): number {
  const aim = start + BLOCK_BYTES;
  if (aim >= body.length) return body.length;
  const last = body.lastIndexOf(LINE_FEED, aim);
  if (last >= start) return last + 1;
  const next = body.indexOf(LINE_FEED, aim);
  return next < 0 ? body.length : next + 1;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

class BatchReader implements ParsedBatch {
  readonly records: LogRecord[] | LineBatch;
  readonly indexes: number[] = [];
  readonly rejected: IngestRejection[] = [];
  readonly #options: ParseOptions;
  #next = 0;
  #values = 0;

  constructor(options: ParseOptions) {
    this.#options = options;
    this.records = options.asLines === true ? new LineBatch() : [];
  }

  /** Lets go of what is not needed any more, before others get their turn. */
  settle(): void {
    if (this.records instanceof LineBatch) this.records.settle();
  }

  readLines(text: string): void {
    for (let start = 0; start < text.length; ) {
      const found = text.indexOf('\n', start);
      const end = found < 0 ? text.length : found;
      const line = text.slice(start, end);
      start = end + 1;
      if (line === '' || line.trim() === '') continue;
      if (this.#isOversize(line)) this.#rejectOversize();
      else this.#take(decodeRecord(line, this.#options.now));
    }
  }

  /** Counts what begins a value, also within texts: this is a bound, not a measure. */
  countValues(body: Buffer, start: number, end: number): void {
    for (let index = start; index < end; index += 1) {
      const byte = body[index];
      if (byte === COMMA || byte === BRACE || byte === BRACKET) this.#values += 1;
    }
    if (this.#values <= MAX_VALUES) return;
    const message = `The body has more than ${MAX_VALUES} values. Nothing of it was stored.`;
    throw new TailraceError('TAILRACE_BODY_TOO_LARGE', message);
  }

  readValue(value: unknown, mayBeLarge: boolean): void {
    if (mayBeLarge && this.#isOversize(textOf(value))) this.#rejectOversize();
    else this.#take(fromWire(value, this.#options.now));
  }

  /** Counts bytes only where the length in UTF-16 units leaves it open. */
  #isOversize(text: string): boolean {
    const { maxRecordBytes } = this.#options;
    if (text.length * 3 <= maxRecordBytes) return false;
    return text.length > maxRecordBytes || Buffer.byteLength(text) > maxRecordBytes;
  }

  #take(decoded: Decoded): void {
    const index = this.#nextIndex();
    if (!decoded.ok) {
      this.rejected.push({ index, code: decoded.code, message: decoded.message });
      return;
    }
    const { record } = decoded;
    if (this.records instanceof LineBatch) {
      const line = recordLine(record, index);
      if (!isRecordLine(line)) {
        this.rejected.push(line);
        return;
      }
      this.records.add(record, line.text);
    } else this.records.push(record);
    this.indexes.push(index);
  }

  #rejectOversize(): void {
    const message = `The record is over ${this.#options.maxRecordBytes} bytes.`;
    this.rejected.push({ index: this.#nextIndex(), code: 'oversize', message });
  }

  #nextIndex(): number {
    if (this.#next === MAX_RECORDS) {
      const message = `The body has more than ${MAX_RECORDS} records. Nothing of it was stored.`;
      throw new TailraceError('TAILRACE_BODY_TOO_LARGE', message);
    }
    this.#options.account?.take(BYTES_BESIDE);
    this.#next += 1;
    return this.#next - 1;
  }
}

/** What is nested too deep to be written as it came is cut when it is stored, and then no longer large. */
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}
