import { randomFillSync } from 'node:crypto';

const HEX = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

/**
 * Makes UUIDv7 identifiers that sort by time: 48 bits of milliseconds, a 12-bit counter within the millisecond, and
 * 62 bits drawn once per process or worker (RFC 9562 §5.7, §6.2 method 1).
 *
 * The clock never runs backwards here: where the wall clock steps back, or more than 4,096 ids fall into one
 * millisecond, the id's own time runs ahead of the wall.
 */
export class IdentitySource {
  readonly #tail: string;
  #millis = 0;
  #counter = 0;
  #prefix = '';

  constructor(randomBytes: Uint8Array = randomFillSync(new Uint8Array(8))) {
    const bytes = Uint8Array.from(randomBytes);
    bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => HEX[byte]).join('');
    this.#tail = `-${hex.slice(0, 4)}-${hex.slice(4, 16)}`;
  }

  /** Answers the next identifier for an event at `millis` (epoch milliseconds). */
  next(millis: number = Date.now()): string {
    if (millis > this.#millis) {
      this.#advance(millis, 0);
    } else if (this.#counter < 0xfff) {
      this.#counter += 1;
    } else {
      this.#advance(this.#millis + 1, 0);
    }
    const counter = this.#counter;
    return `${this.#prefix}7${HEX[counter >> 4]}${HEX[counter & 15]?.[1]}${this.#tail}`;
  }

  #advance(millis: number, counter: number): void {
    this.#millis = millis;
    this.#counter = counter;
    const hex = millis.toString(16).padStart(12, '0');
    this.#prefix = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-`;
  }
}

const ofThisThread = new IdentitySource();

/** Answers a fresh UUIDv7 for a record at `millis` (epoch milliseconds, now by default). */
export function newRecordId(millis?: number): string {
  return ofThisThread.next(millis);
}
