import type { PendingAccount } from '../ingest/pending-bytes.ts';

const FIRST_BYTES = 4096;

/**
 * Collects bytes that come in pieces, by copying them: to hold the pieces would cost a hundred times their size where a
 * sender sends them one by one. What it holds is charged to an account.
 */
export class GrowingBytes {
  readonly #account: PendingAccount;
  #buffer = Buffer.alloc(0);
  #length = 0;

  constructor(account: PendingAccount) {
    this.#account = account;
  }

  get length(): number {
    return this.#length;
  }

  /** Adds bytes. @param most - How many there will be at the most. @throws TailraceError `TAILRACE_BUSY` */
  add(bytes: Buffer, most: number): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#buffer.length) {
      const capacity = Math.max(needed, Math.min(most, Math.max(FIRST_BYTES, this.#buffer.length * 2)));
      this.#account.take(capacity - this.#buffer.length);
      const larger = Buffer.allocUnsafe(capacity);
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    bytes.copy(this.#buffer, this.#length);
    this.#length = needed;
  }

  /** Answers what is held, and begins anew. The account stays charged until it is closed. */
  take(): Buffer {
    const held = this.#buffer.subarray(0, this.#length);
    this.clear();
    return held;
  }

  clear(): void {
    this.#buffer = Buffer.alloc(0);
    this.#length = 0;
  }
}
