/** How many are kept: as many as batches that are written while one is answered, as a rule. */
const MOST = 2;

/**
 * Bytes of requests that were answered, for the next ones.
 *
 * Memory outside of the heap is given back late: with fresh bytes for each request 50 MB and more of it would stand
 * around while a backlog is sent. What is kept here is held weakly, so that a transport with nothing to do holds none.
 */
export class SpareBytes {
  readonly #spare: WeakRef<Buffer>[] = [];

  /** Takes the bytes that were given last, if any are left. */
  take(): Buffer | undefined {
    for (let spare = this.#spare.pop(); spare !== undefined; spare = this.#spare.pop()) {
      const bytes = spare.deref();
      if (bytes !== undefined) return bytes;
    }
    return undefined;
  }

  /** Gives bytes that nobody else reads or writes any more. */
  give(bytes: Buffer): void {
    if (this.#spare.length < MOST) this.#spare.push(new WeakRef(Buffer.from(bytes.buffer)));
  }
}
