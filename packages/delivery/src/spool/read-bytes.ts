import { SpareBytes } from '../spare-bytes.ts';

/** As many as are read ahead, and wait in batches on their way, as a rule. */
const spare = new SpareBytes(8);

/**
 * Bytes that were read from a segment together, used again for the next ones once the last who holds them has let go.
 *
 * Who never lets go leaves them to the garbage collector.
 */
export class ReadBytes {
  readonly bytes: Buffer;
  readonly #whole: Buffer;
  /** The reader, and every frame that was found. */
  #holders = 1;

  private constructor(whole: Buffer, bytes: Buffer) {
    this.#whole = whole;
    this.bytes = bytes;
  }

  /** Has `fill` write up to so many bytes; it answers how many it wrote. */
  static async read(bytes: number, fill: (target: Buffer) => Promise<number>): Promise<ReadBytes> {
    const whole = spare.take(bytes);
    return new ReadBytes(whole, whole.subarray(0, await fill(whole.subarray(0, bytes))));
  }

  hold(): void {
    this.#holders += 1;
  }

  letGo(): void {
    this.#holders -= 1;
    if (this.#holders === 0) spare.give(this.#whole);
  }
}
