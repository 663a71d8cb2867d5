import { isTransient } from './retry.ts';
import type { Outcome } from './sink.ts';

/** An outcome, or a fault of the sink's own code. */
export type Judgement = Outcome | { readonly status: 'fault'; readonly error: unknown };

/** Takes what a sink answered; anything that is no outcome is the sink's fault. */
export function judgeAnswer(answer: unknown, entries: number): Judgement {
  const outcome = answer as Outcome | undefined;
  switch (outcome?.status) {
    case 'delivered':
    case 'retryable':
      return outcome;
    case 'refused':
      if (['content', 'size', 'access'].includes(outcome.cause)) return outcome;
      break;
    case 'partial':
      if (Array.isArray(outcome.retry) && Array.isArray(outcome.rejected) && inRange(outcome, entries)) return outcome;
      break;
    default:
  }
  return { status: 'fault', error: new TypeError('The sink answered something that is no outcome.') };
}

/** Takes what a sink threw. */
export function judgeThrown(error: unknown): Judgement {
  if (!isTransient(error)) return { status: 'fault', error };
  return { status: 'retryable', reason: error instanceof Error ? error.message : String(error) };
}

function inRange(outcome: Extract<Outcome, { status: 'partial' }>, entries: number): boolean {
  const named = [...outcome.retry, ...outcome.rejected.map(({ index }) => index)];
  const valid = named.every((index) => Number.isInteger(index) && index >= 0 && index < entries);
  return valid && new Set(named).size === named.length;
}
