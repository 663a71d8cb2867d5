import { TailraceError } from '@tailrace/core';

/** Bounds the bytes of bodies that all requests together hold in memory. */
export class PendingBytes {
  readonly #limit: number;
  #held = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get held(): number {
    return this.#held;
  }

  /** Opens an account for one request; what it took comes back with `close`. */
  open(): PendingAccount {
    let taken = 0;
    return {
      take: (bytes) => {
        if (this.#held + bytes > this.#limit) {
          throw new TailraceError('TAILRACE_BUSY', 'Too many bytes are in hand; send again a little later.');
        }
        this.#held += bytes;
        taken += bytes;
      },
      close: () => {
        this.#held -= taken;
        taken = 0;
      },
    };
  }
}

/** What one request holds. */
export interface PendingAccount {
  /** Throws `TAILRACE_BUSY` where the bytes don't fit. */
  take(bytes: number): void;
  close(): void;
}
