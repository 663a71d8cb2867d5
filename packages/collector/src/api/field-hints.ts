import type { Clock } from '@tailrace/core';
import type { FieldSummary, Store } from '@tailrace/store';

/** Somebody types: fields asked of the store a moment ago will do. */
const KEEP_MILLIS = 10_000;
const TIMEOUT_MILLIS = 5000;
const VALUES = 30;

/** The fields of a store for completion, asked once for many keystrokes. */
export class FieldHints {
  readonly #store: Store;
  readonly #clock: Clock;
  #asked: { readonly at: number; readonly fields: Promise<readonly FieldSummary[]> } | undefined;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Answers no fields where the store cannot: completion still knows the language. */
  read(): Promise<readonly FieldSummary[]> {
    const now = this.#clock.monotonic();
    if (this.#asked === undefined || now - this.#asked.at > KEEP_MILLIS) {
      const fields = this.#store.fields({ values: VALUES }, { timeoutMillis: TIMEOUT_MILLIS }).catch(() => []);
      this.#asked = { at: now, fields };
    }
    return this.#asked.fields;
  }
}
