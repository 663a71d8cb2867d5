import { TailraceError } from '../diagnostics/errors.ts';
import { checkOptions } from '../options/check-options.ts';
import type { LogRecord } from '../record/log-record.ts';
import { ERROR_SEVERITY } from '../record/severity.ts';
import type { FilterStep, Flow, WakeCause } from './filter.ts';
import { type HeldContext, HeldRecords } from './held-records.ts';
import { type KeyFunction, type KeySource, keyOf } from './key-of.ts';
import { knownSeverity } from './known-severity.ts';
import { isAudit } from './spared.ts';
import { isSummary } from './summary.ts';
import { stepMakers } from './step-makers.ts';

export interface HoldBackOptions {
  /** What releases a context: a level (this one or above), or a function. `error` by default. */
  readonly until?: string | ((record: LogRecord) => boolean);
  /** What makes a context; `traceId` by default. Records without one pass; `false`: everything is one context. */
  readonly by?: KeySource | false;
  /** Records of this level and above pass at once; `warn` by default. */
  readonly passFrom?: string;
  /** How many records are held in one context; the oldest of it go first. 1,000 by default. */
  readonly maxRecordsPerContext?: number;
  /** How many records are held in all; the oldest go first. 10,000 by default. */
  readonly maxRecords?: number;
  /** How long a record is held, and how long a released context stays open; 30,000 by default. */
  readonly maxMillis?: number;
  /** What becomes of held records at flush and close: `release` (default) or `drop`. */
  readonly atFlush?: 'release' | 'drop';
  /** SECURITY and AUDIT, and the kind `audit`, pass at once. Default true. */
  readonly spareAudits?: boolean;
}

/**
 * Holds quiet records back until an error comes in the same context, then lets all of them go, in order, before it.
 *
 * Where none comes in time they are dropped as `not_released`. Records that come after the error, in a context that
 * was released less than `maxMillis` ago, pass. Errors that release nothing pass as well.
 *
 * @throws TailraceError `TAILRACE_UNKNOWN_LEVEL` for words that are not in the table of levels.
 * @example
 * holdBack({ until: 'error', by: 'traceId', maxMillis: 10_000 })
 */
export function holdBack(options: HoldBackOptions = {}): FilterStep {
  checkOptions<HoldBackOptions>('holdBack', options, {
    until: { type: 'any' },
    by: { type: 'any' },
    passFrom: { type: 'string' },
    maxRecordsPerContext: { type: 'integer', min: 1, max: 10_000_000 },
    maxRecords: { type: 'integer', min: 1, max: 10_000_000 },
    maxMillis: { type: 'number', min: 1, max: 86_400_000 },
    atFlush: { type: 'string', oneOf: ['release', 'drop'] },
    spareAudits: { type: 'boolean' },
  });
  return new HoldBack(options);
}

stepMakers.add(holdBack);

class HoldBack implements FilterStep {
  readonly name = 'hold_back';
  readonly #releases: (record: LogRecord) => boolean;
  readonly #passFrom: number;
  readonly #key: KeyFunction | undefined;
  readonly #spareAudits: boolean;
  readonly #releasesAtFlush: boolean;
  readonly #held: HeldRecords;

  constructor(options: HoldBackOptions) {
    this.#releases = releaser(options.until ?? 'error');
    this.#passFrom = Math.min(knownSeverity(options.passFrom ?? 'warn'), ERROR_SEVERITY);
    this.#key = options.by === false ? undefined : keyOf('holdBack', options.by ?? 'traceId');
    this.#spareAudits = options.spareAudits ?? true;
    this.#releasesAtFlush = options.atFlush !== 'drop';
    this.#held = new HeldRecords({
      maxRecords: options.maxRecords ?? 10_000,
      maxRecordsPerContext: options.maxRecordsPerContext ?? 1000,
      maxMillis: options.maxMillis ?? 30_000,
    });
  }

  apply(record: LogRecord, flow: Flow): LogRecord | undefined {
    const key = this.#key === undefined ? 'all' : this.#key(record);
    if (key === '') return record;
    const now = flow.now();
    this.#held.expire(now, (held) => flow.drop(held, 'not_released'));
    if (this.#releases(record)) {
      for (const held of this.#held.release(key, now)) flow.pass(held);
      return record;
    }
    if (!(record.severity < this.#passFrom) || isSummary(record) || (this.#spareAudits && isAudit(record)))
      return record;
    const context: HeldContext = this.#held.context(key, now);
    if (now < context.openUntil) return record;
    this.#held.add(context, flow.hold(record), now, (held) => flow.drop(held, 'not_released'));
    return undefined;
  }

  nextDue(): number | undefined {
    return this.#held.firstExpires;
  }

  wake(flow: Flow, cause: WakeCause): void {
    if (cause === 'due') {
      this.#held.expire(flow.now(), (held) => flow.drop(held, 'not_released'));
      return;
    }
    for (const held of this.#held.takeAll()) {
      if (this.#releasesAtFlush) flow.pass(held);
      else flow.drop(held, 'not_released');
    }
  }
}

function releaser(until: unknown): (record: LogRecord) => boolean {
  if (typeof until === 'string') {
    const least = knownSeverity(until);
    return (record) => record.severity >= least;
  }
  if (typeof until === 'function') return until as (record: LogRecord) => boolean;
  throw new TailraceError('TAILRACE_BAD_OPTION', `holdBack: 'until' takes a level or a function, not ${typeof until}.`);
}
