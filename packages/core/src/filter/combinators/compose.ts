import type { FilterStep } from '../filter.ts';

/** What a combinator says for the steps in it: when they are due, how they are woken, what they do to content. */
export type Composed = Pick<FilterStep, 'nextDue' | 'wake' | 'rewrites' | 'onThrow'>;

/** Composes what the steps say; a step without waking stays one, since that is what Winston formats are told by. */
export function composed(steps: readonly FilterStep[], wake: NonNullable<FilterStep['wake']>): Composed {
  const timed = steps.filter((step) => step.nextDue !== undefined);
  return {
    ...(steps.some((step) => step.wake !== undefined) && { wake }),
    ...(timed.length > 0 && { nextDue: () => earliest(timed) }),
    ...(steps.some((step) => step.rewrites === true) && { rewrites: true }),
    ...(steps.some((step) => step.onThrow === 'withhold') && { onThrow: 'withhold' as const }),
  };
}

/** Answers when the first of the steps is due. */
export function earliest(steps: Iterable<FilterStep>): number | undefined {
  let due: number | undefined;
  for (const step of steps) {
    const ofStep = step.nextDue?.();
    if (ofStep !== undefined && (due === undefined || ofStep < due)) due = ofStep;
  }
  return due;
}
