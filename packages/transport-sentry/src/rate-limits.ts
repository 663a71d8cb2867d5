import type { Clock } from '@tailrace/core';
import { retryAfterToMillis } from '@tailrace/delivery';
import type { Category } from './sorter.ts';

/** The headers that say who is limited. */
export interface LimitHeaders {
  readonly 'x-sentry-rate-limits'?: string | null;
  readonly 'retry-after'?: string | null;
}

/** How long somebody has to wait, and whether it is this category alone. */
export interface Limit {
  readonly waitMillis: number;
  readonly routeOnly: boolean;
}

/** What is asked for where a server limits and does not say for how long. */
const DEFAULT_MILLIS = 60_000;
/** Sentry counts logs by items and by bytes; either limit stops them. */
const CATEGORY_OF: ReadonlyMap<string, Category> = new Map([
  ['error', 'error'],
  ['default', 'error'],
  ['log_item', 'log_item'],
  ['log_byte', 'log_item'],
]);

/** Remembers until when the server wants which category left alone. */
export class RateLimits {
  readonly #clock: Clock;
  readonly #until = new Map<Category | 'all', number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes down what an answer says, whatever its status: a limit may come with a success. */
  learn(status: number | undefined, headers: LimitHeaders): void {
    const limits = headers['x-sentry-rate-limits'];
    if (limits !== undefined && limits !== null && limits !== '') {
      for (const limit of limits.split(',')) this.#learnOne(limit.trim());
      return;
    }
    const retryAfter = retryAfterToMillis(headers['retry-after'] ?? undefined, this.#clock.now());
    if (retryAfter !== undefined) this.#limit('all', retryAfter);
    else if (status === 429) this.#limit('all', DEFAULT_MILLIS);
  }

  /** The limit that holds for a category now. */
  of(category: Category): Limit | undefined {
    const all = this.#left('all');
    const own = this.#left(category);
    const waitMillis = Math.max(all, own);
    return waitMillis > 0 ? { waitMillis, routeOnly: all === 0 } : undefined;
  }

  /** One limit: `60:error;transaction:organization:reason`; no category stands for all. */
  #learnOne(limit: string): void {
    const [seconds = '', categories = ''] = limit.split(':');
    const parsed = Number.parseInt(seconds, 10);
    const millis = Number.isNaN(parsed) ? DEFAULT_MILLIS : Math.max(0, parsed) * 1_000;
    if (categories === '') {
      this.#limit('all', millis);
      return;
    }
    for (const name of categories.split(';')) {
      const category = CATEGORY_OF.get(name);
      if (category !== undefined) this.#limit(category, millis);
    }
  }

  #limit(whom: Category | 'all', millis: number): void {
    this.#until.set(whom, this.#clock.now() + millis);
  }

  #left(whom: Category | 'all'): number {
    const until = this.#until.get(whom);
    return until === undefined ? 0 : Math.max(0, until - this.#clock.now());
  }
}
