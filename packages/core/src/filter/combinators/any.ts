import { TailraceError } from '../../diagnostics/errors.ts';
import type { Filter, FilterStep } from '../filter.ts';
import { asOneStep } from './all.ts';
import { SecondChance } from './second-chance.ts';
import { composed } from './compose.ts';

/**
 * Keeps a record that any of the filters lets pass: what one drops the next decides about, and the last one's answer
 * stands.
 *
 * Filters are asked in order, and those after the first that passes are not asked. Who is asked last answers for the
 * record: a limit counts in its summaries only what no later filter was asked about.
 *
 * @throws TailraceError `TAILRACE_MISSING_OPTION` without filters.
 * @example
 * any((record) => (record.logger === 'payments' ? record : undefined), sample(0.1))
 */
export function any(...filters: readonly Filter[]): FilterStep {
  if (filters.length === 0) throw new TailraceError('TAILRACE_MISSING_OPTION', 'any needs at least one filter.');
  const steps = filters.map((filter) => asOneStep('any', filter));
  return steps.reduceRight((next, step) => firstOr('any', step, next));
}

/**
 * Hands what a filter drops on to the next: a burst passes whole, what is beyond it is sampled.
 *
 * This is `first.then(next)` of other libraries; a step with a method `then` would be taken for a promise by `await`.
 *
 * @example
 * orElse(rateLimit({ perSecond: 50, by: 'message' }), sample(0.01))
 */
export function orElse(first: Filter, next: Filter): FilterStep {
  return firstOr('or_else', asOneStep('orElse', first), asOneStep('orElse', next));
}

function firstOr(name: string, first: FilterStep, next: FilterStep): FilterStep {
  const chances = new SecondChance(first, (record, flow) => next.apply(record, flow));
  return {
    name,
    apply: (record, flow) => chances.apply(record, flow),
    ...composed([first, next], (flow, cause) => {
      if (isAwake(first, flow.now(), cause)) chances.wake(flow, cause);
      if (isAwake(next, flow.now(), cause)) next.wake?.(flow, cause);
    }),
  };
}

function isAwake(step: FilterStep, now: number, cause: 'due' | 'flush'): boolean {
  return step.wake !== undefined && (cause === 'flush' || (step.nextDue?.() ?? Number.POSITIVE_INFINITY) <= now);
}
