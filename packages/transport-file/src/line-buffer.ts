import type { Entry } from '@tailrace/delivery';

const USUAL_BYTES = 256 * 1024;
/** More than this is given back after use. */
const KEPT_BYTES = 1024 * 1024;
/** UTF-8 takes at most this many bytes for one UTF-16 unit. */
const BYTES_PER_UNIT = 3;

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
      const { body } = entries[index] as Entry;
      const most = (typeof body === 'string' ? body.length * BYTES_PER_UNIT : body.length) + breakBytes;
      if (at + most > buffer.length) buffer = larger(buffer, at, most);
      if (typeof body === 'string') {
        at += buffer.write(body, at);
      } else {
        buffer.set(body, at);
        at += body.length;
      }
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
