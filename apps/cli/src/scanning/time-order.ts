import type { FileHandle } from 'node:fs/promises';
import { OwnLines } from './own-line.ts';

/**
 * How far out of order a file's lines may be: writers that share a file write late by as much. What is skipped by time
 * is skipped with this much to spare.
 */
export const SLACK_MILLIS = 60_000;

/** Files of less are read as a whole whatever is asked of them. */
export const WORTH_SEEKING_BYTES: number = 1 << 21;

/** Places at which a file's order is looked at. */
const PLACES = 48;
const LOOK_BYTES = 1 << 14;
/** A search by halves ends where so few bytes are left. */
const CLOSE_BYTES = 1 << 16;

interface Found {
  /** Where the line begins. */
  readonly at: number;
  readonly time: number;
}

/** A file whose lines are our own wherever it was looked at, and in order of time but for a little. */
export class TimeOrder {
  readonly #handle: FileHandle;
  readonly #size: number;

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  /** Looks at places all over a file; `undefined` where it is not in order, or not all lines of our own. */
  static async of(handle: FileHandle, size: number): Promise<TimeOrder | undefined> {
    if (size === 0) return undefined;
    let newest = Number.NEGATIVE_INFINITY;
    for (let place = 0; place < PLACES; place += 1) {
      const found = await lineFrom(handle, Math.floor((size * place) / PLACES), size);
      if (found === undefined || found.time < newest - SLACK_MILLIS) return undefined;
      newest = Math.max(newest, found.time);
    }
    return new TimeOrder(handle, size);
  }

  /** Where a line begins before which no record is as late as `millis`. */
  async startOf(millis: number): Promise<number> {
    return this.#firstFrom(millis - SLACK_MILLIS);
  }

  /** Where a line begins from which on no record is before `millis`. */
  async endOf(millis: number): Promise<number> {
    return this.#firstFrom(millis + SLACK_MILLIS, 'after');
  }

  /** A line's beginning close before the first line that is as late; with `after`, close behind it. */
  async #firstFrom(millis: number, side: 'before' | 'after' = 'before'): Promise<number> {
    let low = 0;
    let high = this.#size;
    while (high - low > CLOSE_BYTES) {
      const found = await lineFrom(this.#handle, Math.floor((low + high) / 2), this.#size);
      if (found === undefined || found.at >= high) break;
      if (found.time < millis) low = found.at;
      else high = found.at;
    }
    return side === 'before' ? low : high;
  }
}

const own = new OwnLines();

/** The first line of our own that begins at or behind a place; `undefined` where none does close by. */
async function lineFrom(handle: FileHandle, place: number, size: number): Promise<Found | undefined> {
  const start = Math.max(0, place - 1);
  for (let length = LOOK_BYTES; ; length *= 8) {
    const bytes = Buffer.allocUnsafe(Math.min(length, size - start));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    const begin = place === 0 ? 0 : bytes.indexOf(0x0a) + 1;
    const end = bytes.subarray(0, bytesRead).indexOf(0x0a, begin);
    if ((begin > 0 || place === 0) && end !== -1) {
      own.begin(bytes);
      if (own.levelOf(begin, end) === undefined) return undefined;
      const { time } = own;
      return Number.isNaN(time) ? undefined : { at: start + begin, time };
    }
    if (length > 1 << 20 || start + bytesRead >= size) return undefined;
  }
}
