/** Where a call goes. */
export type Way = 'old' | 'new' | 'both';

/** How many calls went where. */
export interface WayCounts {
  /** To the old logger alone. */
  readonly old: number;
  /** To the new logger alone. */
  readonly new: number;
  readonly both: number;
  /** Those of `new` and `both` that the new logger threw at. */
  readonly failed: number;
}

/** What a migration has done so far. */
export interface MigrationCounts extends WayCounts {
  /** Errors that the new logger or its transports told of by the event `error`. */
  readonly errors: number;
  /** By logger name; calls of loggers without a name are not in it. */
  readonly byLogger: Readonly<Record<string, WayCounts>>;
}

type Tally = { -readonly [K in keyof WayCounts]: number };

/** Names beyond these are counted in the totals alone. */
const MAX_NAMES = 1_000;

/** Counts calls by where they went. */
export class Counters {
  #total: Tally = none();
  #errors = 0;
  #byLogger = new Map<string, Tally>();

  went(way: Way, logger: string | undefined): void {
    this.#total[way] += 1;
    const own = this.#of(logger);
    if (own !== undefined) own[way] += 1;
  }

  /** A call that the new logger threw at; where it should have gone there alone, it went to the old one. */
  failed(logger: string | undefined): void {
    this.#total.failed += 1;
    const own = this.#of(logger);
    if (own !== undefined) own.failed += 1;
  }

  error(): void {
    this.#errors += 1;
  }

  /** How often the new logger has failed in whatever way. */
  get failures(): number {
    return this.#total.failed + this.#errors;
  }

  answer(): MigrationCounts {
    const byLogger = Object.fromEntries([...this.#byLogger].map(([name, tally]) => [name, { ...tally }]));
    return { ...this.#total, errors: this.#errors, byLogger };
  }

  #of(logger: string | undefined): Tally | undefined {
    if (logger === undefined) return undefined;
    const known = this.#byLogger.get(logger);
    if (known !== undefined || this.#byLogger.size >= MAX_NAMES) return known;
    const made = none();
    this.#byLogger.set(logger, made);
    return made;
  }
}

function none(): Tally {
  return { old: 0, new: 0, both: 0, failed: 0 };
}
