import { hash } from 'node:crypto';

const MAX_MILLIS = 2 ** 48 - 1;
const MAX_SEQUENCE = 2 ** 24 - 1;

/**
 * Gives the records of a file ids that are the same whenever the file is read again [G4].
 *
 * The id has the layout of UUIDv7: 48 bits of the record's time, 24 bits that count records of the same millisecond,
 * so that `(timestamp, id)` keeps the order of the lines, and 50 bits of a hash of the file's origin, the line's
 * number and its text. The origin is the file's first line unless it is named: a file that grew, moved, was rotated or
 * compressed is still the same file.
 */
export class StableIdentity {
  #origin: string | undefined;
  #millis = Number.NaN;
  #sequence = 0;

  constructor(origin?: string) {
    this.#origin = origin;
  }

  /** The id of the record at `timestamp` whose raw text begins at line number `line`. */
  next(timestamp: number, line: number, raw: string): string {
    this.#origin ??= raw.split('\n', 1)[0] ?? '';
    const millis = Math.min(Math.max(Math.floor(timestamp), 0), MAX_MILLIS);
    this.#sequence = millis === this.#millis ? Math.min(this.#sequence + 1, MAX_SEQUENCE) : 0;
    this.#millis = millis;
    const time = millis.toString(16).padStart(12, '0');
    const high = (this.#sequence >>> 12).toString(16).padStart(3, '0');
    const low = this.#sequence & 0xfff;
    const digest = hash('sha1', `${this.#origin}\n${line}\n${raw}`, 'hex');
    // The variant takes two bits of the next group; the low half of the count goes behind it.
    const group = (0x8000 | (low << 2) | (Number.parseInt(digest.slice(0, 1), 16) & 3)).toString(16);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${high}-${group}-${digest.slice(1, 13)}`;
  }
}
