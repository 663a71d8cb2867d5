import { constants, createGzip, type Gzip, type ZlibReset } from 'node:zlib';

/** What a compressor writes to, piece by piece: an envelope of logs fits into one as a rule. */
const CHUNK_BYTES = 64 * 1024;

/** Compresses with gzip at its quickest level, off the event loop, one after the other. */
class Compressor {
  readonly #gzip: Gzip & ZlibReset;
  #parts: Buffer[] = [];
  #failed: (error: Error) => void = () => {};

  constructor() {
    // Every stream of zlib that compresses can be reset; the types say so of some.
    this.#gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: CHUNK_BYTES }) as Gzip & ZlibReset;
    this.#gzip.on('data', (part: Buffer) => this.#parts.push(part));
    this.#gzip.on('error', (error) => this.#failed(error));
  }

  /** Rejects with what zlib says; then it is of no use any more. */
  compress(bytes: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#failed = reject;
      this.#gzip.write(bytes);
      this.#gzip.flush(constants.Z_FINISH, () => {
        const parts = this.#parts;
        this.#parts = [];
        this.#gzip.reset();
        resolve(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts));
      });
    });
  }
}

/**
 * Compressors that are used again, a few at a time.
 *
 * Each has a quarter of a mebibyte of state, outside of the heap, that would be made and let go for every envelope. Those
 * with nothing to do are held weakly.
 */
export class Compressors {
  readonly #most: number;
  readonly #idle: WeakRef<Compressor>[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  /** @param most - How many compress side by side. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Waits for a turn and answers the bytes compressed. Rejects with what zlib says. */
  async compress(bytes: Uint8Array): Promise<Buffer> {
    if (this.#busy >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#busy += 1;
    try {
      const compressor = this.#take();
      const compressed = await compressor.compress(bytes);
      this.#idle.push(new WeakRef(compressor));
      return compressed;
    } finally {
      // The turn is handed on, or given back.
      const next = this.#waiting.shift();
      if (next === undefined) this.#busy -= 1;
      else next();
    }
  }

  #take(): Compressor {
    for (;;) {
      const idle = this.#idle.pop();
      if (idle === undefined) return new Compressor();
      const compressor = idle.deref();
      if (compressor !== undefined) return compressor;
    }
  }
}
