import { checkOptions } from '../options/check-options.ts';
import { newRecordId } from '../record/identity.ts';
import type { LogRecord } from '../record/log-record.ts';
import { contentKey } from './content-key.ts';
import type { FilterStep, Flow, WakeCause } from './filter.ts';
import { type KeyFunction, type KeySource, keyOf } from './key-of.ts';
import { snapshot } from './snapshot.ts';
import { SPARE_RULES, type SpareOptions, sparing } from './spared.ts';
import { asSummary, weightOf } from './summary.ts';
import { stepMakers } from './step-makers.ts';

export interface DedupeOptions extends SpareOptions {
  /** How long after the first record its repeats are gathered; 10,000 by default. */
  readonly windowMillis?: number;
  /** What makes two records the same; by default level, logger, message, error and attributes together. */
  readonly by?: KeySource;
  /** How many different records are remembered; the oldest go first. 10,000 by default. */
  readonly maxKeys?: number;
}

/** One record and its repeats. */
interface Repeated {
  readonly until: number;
  repeats: number;
  weight: number;
  /** The first repeat as it was, and the time of the last. */
  sample: LogRecord | undefined;
  lastTimestamp: number;
}

/**
 * Lets the first of equal records through, and at the window's end one more that stands for its repeats.
 *
 * That record is a copy of the repeats with `repeat_count` among its attributes, the time of the last of them, and
 * the weight of all. Errors, SECURITY and AUDIT are left alone unless told otherwise.
 *
 * @example
 * dedupe({ windowMillis: 30_000, by: ['logger', 'message'] })
 */
export function dedupe(options: DedupeOptions = {}): FilterStep {
  checkOptions<DedupeOptions>('dedupe', options, {
    ...SPARE_RULES,
    windowMillis: { type: 'number', min: 1, max: 86_400_000 },
    by: { type: 'any' },
    maxKeys: { type: 'integer', min: 1, max: 10_000_000 },
  });
  return new Dedupe(options);
}

stepMakers.add(dedupe);

class Dedupe implements FilterStep {
  readonly name = 'dedupe';
  readonly #spares: (record: LogRecord) => boolean;
  readonly #key: KeyFunction;
  readonly #windowMillis: number;
  readonly #maxKeys: number;
  /** In the order in which the windows end, since all are equally long. */
  readonly #seen = new Map<string, Repeated>();
  #withRepeats = 0;
  #firstEnds = Number.POSITIVE_INFINITY;

  constructor(options: DedupeOptions) {
    this.#spares = sparing(options);
    this.#key = options.by === undefined ? contentKey : keyOf('dedupe', options.by);
    this.#windowMillis = options.windowMillis ?? 10_000;
    this.#maxKeys = options.maxKeys ?? 10_000;
  }

  apply(record: LogRecord, flow: Flow): LogRecord | undefined {
    if (this.#spares(record)) return record;
    const now = flow.now();
    if (now >= this.#firstEnds) this.#end(flow, now);
    const key = this.#key(record);
    const known = this.#seen.get(key);
    if (known === undefined) {
      if (this.#seen.size >= this.#maxKeys) this.#evictOldest(flow);
      const until = now + this.#windowMillis;
      this.#seen.set(key, { until, repeats: 0, weight: 0, sample: undefined, lastTimestamp: record.timestamp });
      if (until < this.#firstEnds) this.#firstEnds = until;
      return record;
    }
    if (!flow.drop(record, 'duplicate')) return undefined;
    if (known.sample === undefined) {
      known.sample = snapshot(record);
      this.#withRepeats += 1;
    }
    known.repeats += 1;
    known.weight += weightOf(record);
    known.lastTimestamp = Math.max(known.lastTimestamp, record.timestamp);
    return undefined;
  }

  nextDue(): number | undefined {
    return this.#withRepeats === 0 ? undefined : this.#firstEnds;
  }

  wake(flow: Flow, cause: WakeCause): void {
    this.#end(flow, cause === 'flush' ? Number.POSITIVE_INFINITY : flow.now());
  }

  /** Ends the windows that are over by then. */
  #end(flow: Flow, now: number): void {
    const over: Repeated[] = [];
    this.#firstEnds = Number.POSITIVE_INFINITY;
    for (const [key, repeated] of this.#seen) {
      if (repeated.until > now) {
        this.#firstEnds = repeated.until;
        break;
      }
      this.#seen.delete(key);
      over.push(repeated);
    }
    for (const repeated of over) this.#pass(repeated, flow);
  }

  #evictOldest(flow: Flow): void {
    for (const [key, repeated] of this.#seen) {
      this.#seen.delete(key);
      this.#pass(repeated, flow);
      return;
    }
  }

  #pass({ sample, repeats, weight, lastTimestamp }: Repeated, flow: Flow): void {
    if (sample === undefined) return;
    this.#withRepeats -= 1;
    flow.pass(
      asSummary({
        ...sample,
        id: newRecordId(lastTimestamp),
        timestamp: lastTimestamp,
        attributes: { ...sample.attributes, repeat_count: repeats },
        sampleRate: weight,
      }),
    );
  }
}
