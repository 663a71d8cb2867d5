import { TailraceError } from '../diagnostics/errors.ts';
import { checkOptions } from '../options/check-options.ts';
import type { LogRecord } from '../record/log-record.ts';
import type { FilterStep, Flow } from './filter.ts';
import { type KeySource, keyOf } from './key-of.ts';
import { firstThenEvery, type Limit, tokenBucket } from './limits.ts';
import { SPARE_RULES, type SpareOptions, sparing } from './spared.ts';
import { weightOf } from './summary.ts';
import { Suppressions } from './suppressions.ts';
import { stepMakers } from './step-makers.ts';

export interface RateLimitOptions extends SpareOptions {
  /** Token bucket: how many records a second pass for each key in the long run. Either this or `first`. */
  readonly perSecond?: number;
  /** Token bucket: how many pass at once after a quiet time; as many as `perSecond`, at least 1, by default. */
  readonly burst?: number;
  /** Window: the first so many records of each window pass. Either this or `perSecond`. */
  readonly first?: number;
  /** Window: after the first ones every so-many-th passes, with the weight of those before it; 0 (default): none. */
  readonly thereafter?: number;
  /** Length of a window; summaries are made at its end. 1,000 with `first`, 10,000 with `perSecond` by default. */
  readonly windowMillis?: number;
  /** What is limited by itself: a field, a path, a function, several of these. Without it everything is one. */
  readonly by?: KeySource;
  /** How many keys are remembered; those unused longest go first. 10,000 by default. */
  readonly maxKeys?: number;
  /** A "suppressed n" record for each key at the window's end, with the weight of what it stands for. Default true. */
  readonly summary?: boolean;
}

/**
 * Lets a limited number of records through: a token bucket (`perSecond`, `burst`), or the first N of each window and
 * then every Mth (`first`, `thereafter`).
 *
 * Nothing is lost to statistics: an Mth record carries the weight of those before it, and what no record stands for
 * is in a summary at the window's end. Errors, SECURITY and AUDIT are left alone unless told otherwise.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` where both kinds are asked for, `TAILRACE_MISSING_OPTION` for neither.
 * @example
 * rateLimit({ perSecond: 100, burst: 500, by: 'message' })
 * rateLimit({ first: 10, thereafter: 100, by: ['level', 'message'] })
 */
export function rateLimit(options: RateLimitOptions): FilterStep {
  checkOptions<RateLimitOptions>('rateLimit', options, {
    ...SPARE_RULES,
    perSecond: { type: 'number', min: 0.001, max: 1e9 },
    burst: { type: 'number', min: 1, max: 1e9 },
    first: { type: 'integer', min: 0, max: 1e9 },
    thereafter: { type: 'integer', min: 0, max: 1e9 },
    windowMillis: { type: 'number', min: 1, max: 86_400_000 },
    by: { type: 'any' },
    maxKeys: { type: 'integer', min: 1, max: 10_000_000 },
    summary: { type: 'boolean' },
  });
  checkKind(options);
  const maxKeys = options.maxKeys ?? 10_000;
  const windowMillis = options.windowMillis ?? (options.first === undefined ? 10_000 : 1000);
  const limit =
    options.perSecond === undefined
      ? firstThenEvery(options.first ?? 0, options.thereafter ?? 0, windowMillis, maxKeys)
      : tokenBucket(options.perSecond, options.burst ?? Math.max(1, options.perSecond), maxKeys);
  const suppressions = new Suppressions(windowMillis, maxKeys);
  const step = limiting(options, limit, suppressions);
  if (options.summary === false) return step;
  return {
    ...step,
    nextDue: () => suppressions.nextDue(),
    wake: (flow, cause) => suppressions.wake(flow, cause),
  };
}

stepMakers.add(rateLimit);

function limiting(options: RateLimitOptions, limit: Limit, suppressions: Suppressions): FilterStep {
  const spares = sparing(options);
  const key = keyOf('rateLimit', options.by);
  // Without summaries a weight waits for the next Mth record; where there is none, it would wait for ever.
  const gathers = options.summary !== false || (options.thereafter ?? 0) > 0;
  const represents = (options.thereafter ?? 0) > 0;
  return {
    name: 'rate_limit',
    apply(record: LogRecord, flow: Flow): LogRecord | undefined {
      if (spares(record)) return record;
      const ofRecord = key(record);
      const now = flow.now();
      if (limit(ofRecord, now)) {
        const waiting = represents ? suppressions.take(ofRecord, record) : 0;
        return waiting === 0 ? record : { ...record, sampleRate: weightOf(record) + waiting };
      }
      if (flow.drop(record, 'rate_limited') && gathers) suppressions.add(ofRecord, record, now);
      return undefined;
    },
  };
}

function checkKind(options: RateLimitOptions): void {
  if (options.perSecond === undefined && options.first === undefined) {
    throw new TailraceError('TAILRACE_MISSING_OPTION', "rateLimit needs the option 'perSecond', or 'first'.");
  }
  if (options.perSecond !== undefined && (options.first !== undefined || options.thereafter !== undefined)) {
    throw new TailraceError(
      'TAILRACE_BAD_OPTION',
      "rateLimit: 'perSecond' is a token bucket, 'first' and 'thereafter' are windows; it takes one of them.",
    );
  }
  if (options.first !== undefined && options.burst !== undefined) {
    throw new TailraceError('TAILRACE_BAD_OPTION', "rateLimit: 'burst' belongs to 'perSecond', not to 'first'.");
  }
}
