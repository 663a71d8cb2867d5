import { TailraceError } from '../../diagnostics/errors.ts';
import { checkOptions } from '../../options/check-options.ts';
import type { LogRecord } from '../../record/log-record.ts';
import type { Filter, FilterStep, Flow, WakeCause } from '../filter.ts';
import { type KeyFunction, type KeySource, keyOf } from '../key-of.ts';
import { KeyedStates } from '../keyed-states.ts';
import { asOneStep } from './all.ts';
import { composed, earliest } from './compose.ts';

export interface PerKeyOptions {
  /** How many keys have a filter of their own; those unused longest go first. 1,000 by default. */
  readonly maxKeys?: number;
}

/**
 * Gives every key a filter of its own.
 *
 * The filter of a key that goes is flushed first, so that nothing it holds or has counted is lost.
 *
 * @param make - Makes the filter of a key, given the key.
 * @throws TailraceError `TAILRACE_BAD_OPTION` where `make` is no function, or makes no filter.
 * @example
 * perKey('service', () => budget({ perSecond: 50 }))
 */
export function perKey(by: KeySource, make: (key: string) => Filter, options: PerKeyOptions = {}): FilterStep {
  checkOptions<PerKeyOptions>('perKey', options, { maxKeys: { type: 'integer', min: 1, max: 10_000_000 } });
  if (typeof make !== 'function') {
    throw new TailraceError('TAILRACE_BAD_OPTION', 'perKey takes a function that makes the filter of a key.');
  }
  // Made once for nothing: what is wrong with its options has to be said now, not with the first record.
  const model = asOneStep('perKey', make(''));
  const steps = new StepPerKey(keyOf('perKey', by), make, options.maxKeys ?? 1000);
  const { nextDue, ...rest } = composed([model], (flow, cause) => steps.wake(flow, cause));
  return {
    name: 'per_key',
    apply: (record, flow) => steps.apply(record, flow),
    ...rest,
    ...(nextDue !== undefined && { nextDue: () => steps.firstDue }),
  };
}

class StepPerKey {
  readonly #key: KeyFunction;
  readonly #make: (key: string) => Filter;
  readonly #steps: KeyedStates<FilterStep>;
  readonly #evicted: FilterStep[] = [];
  firstDue: number | undefined;

  constructor(key: KeyFunction, make: (key: string) => Filter, maxKeys: number) {
    this.#key = key;
    this.#make = make;
    this.#steps = new KeyedStates(maxKeys, (step) => {
      if (step.wake !== undefined) this.#evicted.push(step);
    });
  }

  apply(record: LogRecord, flow: Flow): LogRecord | undefined {
    const key = this.#key(record);
    let step = this.#steps.get(key);
    if (step === undefined) {
      step = asOneStep('perKey', this.#make(key));
      this.#steps.set(key, step);
    }
    while (this.#evicted.length > 0) this.#evicted.pop()?.wake?.(flow, 'flush');
    const out = step.apply(record, flow);
    const due = step.nextDue?.();
    if (due !== undefined && (this.firstDue === undefined || due < this.firstDue)) this.firstDue = due;
    return out;
  }

  wake(flow: Flow, cause: WakeCause): void {
    const steps = [...this.#steps.entries()].map(([, step]) => step);
    const now = flow.now();
    for (const step of steps) {
      if (cause === 'due' && (step.nextDue?.() ?? Number.POSITIVE_INFINITY) > now) continue;
      step.wake?.(flow, cause);
    }
    this.firstDue = earliest(steps);
  }
}
