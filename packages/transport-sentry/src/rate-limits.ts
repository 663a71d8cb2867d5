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
  readonly #until = new Map<Category | 'all', number>();

  /**
   * Takes down what an answer says, whatever its status: a limit may come with a success.
   *
   * @param now - Epoch milliseconds.
   */
  learn(status: number | undefined, headers: LimitHeaders, now: number): void {
    const limits = headers['x-sentry-rate-limits'];
    if (limits !== undefined && limits !== null && limits !== '') {
      for (const limit of limits.split(',')) this.#learnOne(limit.trim(), now);
      return;
    }
    const retryAfter = retryAfterToMillis(headers['retry-after'] ?? undefined, now);
    if (retryAfter !== undefined) this.#until.set('all', now + retryAfter);
    else if (status === 429) this.#until.set('all', now + DEFAULT_MILLIS);
  }

  /** The limit that holds for a category now. */
  of(category: Category, now: number): Limit | undefined {
    const all = this.#left('all', now);
    const own = this.#left(category, now);
    const waitMillis = Math.max(all, own);
    return waitMillis > 0 ? { waitMillis, routeOnly: all === 0 } : undefined;
  }

  /** One limit: `60:error;transaction:organization:reason`; no category stands for all. */
  #learnOne(limit: string, now: number): void {
    const [seconds = '', categories = ''] = limit.split(':');
    const parsed = Number.parseInt(seconds, 10);
    const millis = Number.isNaN(parsed) ? DEFAULT_MILLIS : Math.max(0, parsed) * 1_000;
    if (categories === '') {
      this.#until.set('all', now + millis);
      return;
    }
    for (const name of categories.split(';')) {
      const category = CATEGORY_OF.get(name);
      if (category !== undefined) this.#until.set(category, now + millis);
    }
  }

  #left(whom: Category | 'all', now: number): number {
    return Math.max(0, (this.#until.get(whom) ?? now) - now);
  }
}
