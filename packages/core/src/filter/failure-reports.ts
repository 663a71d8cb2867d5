import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Clock } from '../process/clock.ts';

/** How long a step's failures are gathered into one report. */
export const REPORT_INTERVAL_MILLIS = 60_000;

interface Gathered {
  reportedAt: number;
  unreported: number;
}

/** Reports what steps throw: at once, then at most once a minute for each step, with how many it were. */
export class FailureReports {
  readonly #source: string;
  readonly #diagnostics: Diagnostics;
  readonly #clock: Clock;
  readonly #bySource = new Map<string, Gathered>();

  constructor(source: string, diagnostics: Diagnostics, clock: Clock) {
    this.#source = source;
    this.#diagnostics = diagnostics;
    this.#clock = clock;
  }

  failed(step: string, error: unknown): void {
    const now = this.#clock.monotonic();
    let gathered = this.#bySource.get(step);
    if (gathered === undefined) {
      gathered = { reportedAt: Number.NEGATIVE_INFINITY, unreported: 0 };
      this.#bySource.set(step, gathered);
    }
    gathered.unreported += 1;
    if (now - gathered.reportedAt < REPORT_INTERVAL_MILLIS) return;
    const records = gathered.unreported;
    gathered.reportedAt = now;
    gathered.unreported = 0;
    this.#diagnostics.report({
      name: 'filter.failed',
      source: this.#source,
      message: `The step '${step}' of the filter chain threw.`,
      records,
      error,
    });
  }
}
