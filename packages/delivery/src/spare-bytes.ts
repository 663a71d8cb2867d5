/** Sizes are rounded up to this, so that batches of about the same size fit into one another's bytes. */
const STEP_BYTES = 64 * 1024;

/**
 * Bytes of requests that were answered, for the next ones.
 *
 * Memory outside of the heap is given back late: with fresh bytes for each request 50 MB and more of it would stand
 * around while a backlog is sent. What is kept here is held weakly, so that a transport with nothing to do holds none.
 */
export class SpareBytes {
  readonly #most: number;
  readonly #spare: WeakRef<Buffer>[] = [];

  /** @param most - How many are kept: as many batches as are written while others are answered, as a rule. */
  constructor(most = 2) {
    this.#most = most;
  }

  /** Answers at least so many bytes: those that were given last, if any are left that are enough, else new ones. */
  take(bytes: number): Buffer {
    for (let at = this.#spare.length - 1; at >= 0; at -= 1) {
      const spare = this.#spare[at]?.deref();
      if (spare !== undefined && spare.length < bytes) continue;
      this.#spare.splice(at, 1);
      if (spare !== undefined) return spare;
    }
    return Buffer.allocUnsafeSlow(Math.ceil(bytes / STEP_BYTES) * STEP_BYTES);
  }

  /** Gives bytes that nobody else reads or writes any more: all of their memory, not only what is seen of it. */
  give(bytes: Buffer): void {
    // The new ones are the ones that fit: sizes change slowly.
    if (this.#spare.length >= this.#most) this.#spare.shift();
    this.#spare.push(new WeakRef(Buffer.from(bytes.buffer)));
  }
}
