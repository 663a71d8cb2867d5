import { bodyBytes, type Entry, writeBody } from '@tailrace/delivery';

/** A batch of the usual size, with its line breaks. */
const USUAL_BYTES = 272 * 1024;
/** More than this is given back after use. */
const KEPT_BYTES = 1024 * 1024;

/** The bytes of a batch, a line each, in memory that is used again for every batch. */
export class LineBuffer {
  readonly #lineBreak: Buffer;
  #buffer: Buffer = Buffer.alloc(0);
  #ends: number[] = [];

  constructor(lineBreak: string) {
    this.#lineBreak = Buffer.from(lineBreak);
  }

  /** Good until the next call of {@link fill}. */
  get bytes(): Uint8Array {
    return this.#buffer;
  }

  get lineBreak(): Buffer {
    return this.#lineBreak;
  }

  /** Where the nth line begins. */
  start(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] as number);
  }

  fill(entries: readonly Entry[]): void {
    const ends: number[] = [];
    const breakBytes = this.#lineBreak.length;
    let buffer: Buffer =
      this.#buffer.length === 0 || this.#buffer.length > KEPT_BYTES ? Buffer.allocUnsafe(USUAL_BYTES) : this.#buffer;
    let at = 0;
    for (let index = 0; index < entries.length; index += 1) {
      const entry = entries[index] as Entry;
      const bytes = bodyBytes(entry);
      const more = bytes + breakBytes;
      if (at + more > buffer.length) buffer = larger(buffer, at, more);
      at = writeBody(entry, bytes, buffer, at);
      if (breakBytes === 1) buffer[at] = this.#lineBreak[0] as number;
      else buffer.set(this.#lineBreak, at);
      at += breakBytes;
      ends.push(at);
    }
    this.#buffer = buffer;
    this.#ends = ends;
  }
}

function larger(buffer: Buffer, used: number, more: number): Buffer {
  const grown = Buffer.allocUnsafe(Math.max(2 * buffer.length, used + more));
  buffer.copy(grown, 0, 0, used);
  return grown;
}
