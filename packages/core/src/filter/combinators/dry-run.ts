import { createChain } from '../chain.ts';
import type { Filter, FilterCounts, FilterStep, Flow } from '../filter.ts';

/** A step that drops nothing, with the counts of what it would have dropped. */
export interface DryRun extends FilterStep {
  counts(): FilterCounts;
}

/**
 * Asks a filter and follows nothing it says: every record passes as it is, and `counts()` tells what would have become
 * of it.
 *
 * @example
 * const trial = dryRun(budget({ perSecond: 100, by: 'message' }));
 * const filter = chain(level('info'), trial);
 * // later: trial.counts().dropped
 */
export function dryRun(filter: Filter): DryRun {
  let flow: Flow | undefined;
  const now = (): number => flow?.now() ?? Date.now();
  // The chain outside has the timer: this one is woken by it.
  const clock = { now, monotonic: now, schedule: () => ({ cancel() {} }) };
  const trial = createChain([filter], { clock, dryRun: true, name: 'dry_run' });
  return {
    name: 'dry_run',
    apply(record, outer) {
      flow = outer;
      trial.apply(record);
      return record;
    },
    ...(trial.steps.some((step) => step.wake !== undefined) && { wake: () => trial.flush() }),
    counts: () => trial.counts(),
  };
}
