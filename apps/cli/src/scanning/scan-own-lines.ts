import type { WireRecord } from '@tailrace/core';
import { compilePredicate, type FilterNode, type Predicate } from '@tailrace/query';
import { decodeLines } from '@tailrace/readers';
import { keepRaw } from '../sources/raw-lines.ts';
import { type Chunk, joined } from './line-blocks.ts';
import { LineTest } from './line-test.ts';
import { compareTime, endOfLine, OwnLines, timeBytes } from './own-line.ts';
import { type Additions, readOwnLine } from './own-record.ts';

/** What is wanted of the lines. */
export interface Wanted {
  readonly filter: FilterNode;
  readonly from?: number;
  readonly to?: number;
  readonly added: Additions;
  /** Bytes of a line beyond which the readers may cut it. */
  readonly maxLineLength: number;
}

/** Where a scan met a line that is not of our own. */
export interface Stranger {
  /** Lines before the place from which the readers have to go on. */
  readonly lines: number;
  /** What is at hand from that place on; more may follow in the chunks. */
  readonly rest: Buffer;
}

const NOTHING = Buffer.alloc(0);
const CARRIAGE_RETURN = 0x0d;

/**
 * Finds records in lines that this project's encoder wrote, parsing only those that may be wanted.
 *
 * It gives exactly what the readers would. The first line that is none of our own ends it, at the line before that: to
 * that one the stranger may belong. A line that begins and ends as ours do is taken to be whole.
 */
export class OwnLineScan {
  readonly #own = new OwnLines();
  readonly #test: LineTest;
  readonly #matches: Predicate;
  readonly #wanted: Wanted;
  readonly #from: Uint8Array | undefined;
  readonly #to: Uint8Array | undefined;
  #lines = 0;
  #held: WireRecord | undefined;
  /** The last whole line, which may yet go on, and what came behind it. */
  #rest: Buffer = NOTHING;
  /** Bytes of the rest that are that last line. */
  #checked = 0;
  #stranger: Stranger | undefined;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    this.#test = new LineTest(wanted.filter, wanted.added);
    this.#matches = compilePredicate(wanted.filter);
    this.#from = timeBytes(wanted.from);
    this.#to = timeBytes(wanted.to);
  }

  /** Set once a line was met that is none of our own: nothing more is taken then. */
  get stranger(): Stranger | undefined {
    return this.#stranger;
  }

  /** Takes more of the lines; answers the wanted records among those that are whole. */
  push(chunk: Chunk): readonly WireRecord[] {
    const found: WireRecord[] = [];
    const block = joined(this.#rest, chunk);
    const { last, next } = this.#scan(block, found);
    if (this.#stranger === undefined && next < block.length && block.length - next > this.#wanted.maxLineLength) {
      this.#meet(block, last);
    }
    this.#rest = Buffer.from(block.subarray(last));
    this.#checked = next - last;
    return found;
  }

  /** Ends the lines; the last may have no end of its own. */
  end(): readonly WireRecord[] {
    const found: WireRecord[] = [];
    const block = this.#rest;
    if (this.#checked < block.length) {
      this.#begin(block);
      if (!this.#take(block, this.#checked, block.length, found)) this.#meet(block, 0);
    }
    if (this.#stranger === undefined && this.#held !== undefined) found.push(this.#held);
    this.#rest = NOTHING;
    this.#checked = 0;
    this.#held = undefined;
    return found;
  }

  /** Goes through a block's whole lines; answers where the last of them begins and where what is behind it does. */
  #scan(block: Buffer, found: WireRecord[]): { readonly last: number; readonly next: number } {
    this.#begin(block);
    let last = 0;
    let next = this.#checked;
    for (;;) {
      const end = endOfLine(block, next);
      if (end === -1) return { last, next };
      if (!this.#take(block, next, end, found)) {
        this.#meet(block, last);
        return { last, next };
      }
      last = next;
      next = end + 1;
    }
  }

  #begin(block: Buffer): void {
    this.#own.begin(block);
    this.#test.begin(block);
  }

  /** Takes one line; false where it is none of our own. */
  #take(block: Buffer, start: number, end: number, found: WireRecord[]): boolean {
    const level = this.#own.levelOf(start, end);
    if (level === undefined || end - start > this.#wanted.maxLineLength) return false;
    let record: WireRecord | undefined;
    const inTime =
      (this.#from === undefined || compareTime(block, this.#own.timeAt, this.#from) >= 0) &&
      (this.#to === undefined || compareTime(block, this.#own.timeAt, this.#to) < 0);
    if (inTime && this.#test.mayMatch(start, end, level)) {
      const text = textOf(block, start, block[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
      record = readOwnLine(text, this.#wanted.added);
      if (record === undefined) return false;
      if (this.#isWanted(record)) keepRaw(record, text);
      else record = undefined;
    }
    if (this.#held !== undefined) found.push(this.#held);
    this.#held = record;
    this.#lines += 1;
    return true;
  }

  #isWanted(record: WireRecord): boolean {
    const { from, to } = this.#wanted;
    if (from !== undefined || to !== undefined) {
      const time = Date.parse(record.timestamp);
      if ((from !== undefined && time < from) || (to !== undefined && time >= to)) return false;
    }
    return this.#matches(record);
  }

  #meet(block: Buffer, last: number): void {
    this.#held = undefined;
    this.#stranger = { lines: Math.max(0, this.#lines - 1), rest: Buffer.from(block.subarray(last)) };
  }
}

/** A line's text; one that is not UTF-8 is read as the readers do. */
function textOf(block: Buffer, start: number, end: number): string {
  const text = block.toString('utf8', start, end);
  return text.includes('\ufffd') ? decodeLines(block.subarray(start, end)) : text;
}
