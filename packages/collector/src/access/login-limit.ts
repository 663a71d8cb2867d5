import type { Clock } from '@tailrace/core';

const MAX_FAILURES = 10;
const WINDOW_MILLIS = 60_000;

/** A flood of addresses costs no more memory than this many entries. */
const MAX_ADDRESSES = 10_000;

/** Counts failed logins by address, and shuts an address out for a minute after ten of them. */
export class LoginLimit {
  readonly #failures = new Map<string, { count: number; readonly until: number }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until an address may try again; 0 where it may now. */
  waitMillis(address: string): number {
    const entry = this.#failures.get(address);
    if (entry === undefined) return 0;
    const left = entry.until - this.#clock.monotonic();
    if (left <= 0) this.#failures.delete(address);
    return left > 0 && entry.count >= MAX_FAILURES ? left : 0;
  }

  /** Counts one failed login. */
  failed(address: string): void {
    const now = this.#clock.monotonic();
    const entry = this.#failures.get(address);
    if (entry !== undefined && entry.until > now) {
      entry.count += 1;
      return;
    }
    this.#failures.delete(address);
    this.#failures.set(address, { count: 1, until: now + WINDOW_MILLIS });
    if (this.#failures.size > MAX_ADDRESSES) {
      for (const oldest of this.#failures.keys()) {
        this.#failures.delete(oldest);
        break;
      }
    }
  }

  /** Forgets the failures of an address that has logged in. */
  succeeded(address: string): void {
    this.#failures.delete(address);
  }
}
