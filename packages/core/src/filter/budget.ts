import { checkOptions } from '../options/check-options.ts';
import type { LogRecord } from '../record/log-record.ts';
import type { FilterStep, Flow } from './filter.ts';
import { type KeyFunction, type KeySource, keyOf } from './key-of.ts';
import { KeyedStates } from './keyed-states.ts';
import { probabilityOf, type Probability } from './probability.ts';
import { shareOut } from './share-out.ts';
import { SPARE_RULES, type SpareOptions, sparing } from './spared.ts';
import { type Thin, thinning } from './thin.ts';
import { stepMakers } from './step-makers.ts';

export interface BudgetOptions extends SpareOptions {
  /** How many records a second shall be kept, over all keys together. */
  readonly perSecond: number;
  /** What gets a share of the budget by itself: a field, a path, a function, several. Without it everything is one. */
  readonly by?: KeySource;
  /** How often the shares are found anew; 1,000 by default. */
  readonly adjustMillis?: number;
  /** How much the newest interval counts in the moving average, from 0 to 1; 0.5 by default. */
  readonly smoothing?: number;
  /** How many keys are remembered; those unused longest go first. 1,000 by default. */
  readonly maxKeys?: number;
}

/** So many records in a part of an interval are a rate; one or two are chance. */
const BURST = 10;

/** What arrives of one key. */
interface Traffic {
  seen: number;
  /** Moving average a second; negative before the first interval is over. */
  average: number;
  probability: Probability;
}

/**
 * Keeps about so many records a second whatever arrives, and gives what is kept the weight of what is not.
 *
 * Each key's share follows the moving average of what arrives of it: rare keys are kept whole, frequent ones share the
 * rest by the logarithm of their number. Records stay or go by their trace, as in `sample`. Errors, SECURITY and
 * AUDIT are left alone unless told otherwise, and are not counted. It is a target, not a ceiling: put a `rateLimit`
 * behind it where there has to be one.
 *
 * @example
 * budget({ perSecond: 200, by: ['service', 'message'] })
 */
export function budget(options: BudgetOptions): FilterStep {
  checkOptions<BudgetOptions>('budget', options, {
    ...SPARE_RULES,
    perSecond: { type: 'number', required: true, min: 0.001, max: 1e9 },
    by: { type: 'any' },
    adjustMillis: { type: 'number', min: 10, max: 3_600_000 },
    smoothing: { type: 'number', min: 0.01, max: 1 },
    maxKeys: { type: 'integer', min: 1, max: 10_000_000 },
  });
  return new Budget(options);
}

stepMakers.add(budget);

class Budget implements FilterStep {
  readonly name = 'budget';
  readonly #spares: (record: LogRecord) => boolean;
  readonly #key: KeyFunction;
  readonly #thin: Thin;
  readonly #perSecond: number;
  readonly #adjustMillis: number;
  readonly #smoothing: number;
  readonly #traffic: KeyedStates<Traffic>;
  /** Keys that were not there when the shares were last found: together they are one key. */
  readonly #newcomers: Traffic = newTraffic();
  #since: number | undefined;
  #kept = 0;

  constructor(options: BudgetOptions) {
    this.#spares = sparing(options);
    this.#key = keyOf('budget', options.by);
    this.#thin = thinning('budget', undefined);
    this.#perSecond = options.perSecond;
    this.#adjustMillis = options.adjustMillis ?? 1000;
    this.#smoothing = options.smoothing ?? 0.5;
    this.#traffic = new KeyedStates(options.maxKeys ?? 1000);
  }

  apply(record: LogRecord, flow: Flow): LogRecord | undefined {
    if (this.#spares(record)) return record;
    const now = flow.now();
    this.#since ??= now;
    // A burst that has spent the interval's budget already is answered at once.
    const isSpent = this.#kept > (this.#perSecond * this.#adjustMillis) / 1000;
    if (isSpent || now - this.#since >= this.#adjustMillis) this.#adjust(now, isSpent);
    const traffic = this.#trafficOf(this.#key(record));
    traffic.seen += 1;
    const isNew = traffic.average < 0;
    if (isNew) this.#newcomers.seen += 1;
    const kept = this.#thin(record, isNew ? this.#newcomers.probability : traffic.probability);
    if (kept === undefined) flow.drop(record, 'over_budget');
    else this.#kept += 1;
    return kept;
  }

  #trafficOf(key: string): Traffic {
    const known = this.#traffic.get(key);
    if (known !== undefined) return known;
    const traffic = newTraffic();
    this.#traffic.set(key, traffic);
    return traffic;
  }

  #adjust(now: number, isSpent: boolean): void {
    // A very short time says little about a rate: it is taken for a hundredth of the interval at least.
    const seconds = Math.max(now - (this.#since ?? now), this.#adjustMillis / 100) / 1000;
    const intervals = (seconds * 1000) / this.#adjustMillis;
    const part = 1 - (1 - this.#smoothing) ** intervals;
    const present: Traffic[] = [];
    for (const [key, traffic] of this.#traffic.entries()) {
      this.#average(traffic, seconds, part, isSpent);
      if (traffic.average * this.#adjustMillis < 1) this.#traffic.delete(key);
      else present.push(traffic);
    }
    this.#average(this.#newcomers, seconds, part, isSpent);
    const all = this.#newcomers.average > 0 ? [...present, this.#newcomers] : present;
    const shares = shareOut(
      all.map((traffic) => traffic.average),
      this.#perSecond,
    );
    for (const [index, traffic] of all.entries()) traffic.probability = probabilityOf(shares[index] ?? 1);
    this.#since = now;
    this.#kept = 0;
  }

  /** Moves an average towards what was seen; at once where a burst shows that it is far too low. */
  #average(traffic: Traffic, seconds: number, part: number, isSpent: boolean): void {
    const { seen } = traffic;
    const rate = seen / seconds;
    traffic.seen = 0;
    if (traffic.average < 0)
      traffic.average = seen < BURST ? seen / Math.max(seconds, this.#adjustMillis / 1000) : rate;
    else if (isSpent && seen >= BURST && rate > traffic.average) traffic.average = rate;
    else traffic.average += (rate - traffic.average) * part;
  }
}

function newTraffic(): Traffic {
  return { seen: 0, average: -1, probability: probabilityOf(1) };
}
