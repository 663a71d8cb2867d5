import type { Filter, FilterStep } from '../filter.ts';
import { stepsOf } from '../step-of.ts';
import { composed } from './compose.ts';
import { Sequence } from './sequence.ts';

/**
 * Joins filters into one step: a record passes where all of them let it, one after the other.
 *
 * @example
 * when((record) => record.logger === 'db', all(level('warn'), sample(0.5)))
 */
export function all(...filters: readonly Filter[]): FilterStep {
  return named('all', stepsOf('all', filters));
}

/** Answers the only step, or one that runs all of them in a row. */
export function asOneStep(owner: string, filter: Filter): FilterStep {
  const steps = stepsOf(owner, [filter]);
  return steps.length === 1 ? (steps[0] as FilterStep) : named('all', steps);
}

function named(name: string, steps: readonly FilterStep[]): FilterStep {
  const sequence = new Sequence(steps);
  return {
    name,
    apply: (record, flow) => sequence.apply(record, flow),
    ...composed(steps, (flow, cause) => sequence.wake(flow, cause)),
  };
}
