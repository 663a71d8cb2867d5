import type { Clock } from '@tailrace/core';
import type { FieldSummary, Store } from '@tailrace/store';

/** Somebody types: fields asked of the store a moment ago will do. */
const KEEP_MILLIS = 10_000;
const TIMEOUT_MILLIS = 5000;
const VALUES = 30;

/** The fields of a store for completion, asked once for many keystrokes; who types waits for the first answer alone. */
export class FieldHints {
  readonly #store: Store;
  readonly #clock: Clock;
  #known: readonly FieldSummary[] | undefined;
  #asked: { readonly at: number; readonly fields: Promise<readonly FieldSummary[]> } | undefined;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Answers no fields where the store cannot: completion still knows the language. */
  async read(): Promise<readonly FieldSummary[]> {
    const now = this.#clock.monotonic();
    if (this.#asked === undefined || now - this.#asked.at > KEEP_MILLIS) {
      this.#asked = { at: now, fields: this.#ask() };
    }
    return this.#known ?? this.#asked.fields;
  }

  async #ask(): Promise<readonly FieldSummary[]> {
    try {
      this.#known = await this.#store.fields({ values: VALUES }, { timeoutMillis: TIMEOUT_MILLIS });
    } catch {
      // What was known before still helps.
    }
    return this.#known ?? [];
  }
}
