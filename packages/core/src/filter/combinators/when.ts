import { TailraceError } from '../../diagnostics/errors.ts';
import type { LogRecord } from '../../record/log-record.ts';
import type { Filter, FilterStep, Flow } from '../filter.ts';
import { asOneStep } from './all.ts';
import { composed } from './compose.ts';

/**
 * Asks a filter only about records that meet a condition; the others pass, or are another filter's.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` where the condition is no function.
 * @example
 * when((record) => record.logger === 'http', sample(0.1))
 */
export function when(condition: (record: LogRecord) => boolean, filter: Filter, otherwise?: Filter): FilterStep {
  if (typeof condition !== 'function') {
    throw new TailraceError('TAILRACE_BAD_OPTION', `when takes a function as its condition, not ${typeof condition}.`);
  }
  const yes = asOneStep('when', filter);
  const no = otherwise === undefined ? undefined : asOneStep('when', otherwise);
  const steps = no === undefined ? [yes] : [yes, no];
  return {
    name: 'when',
    apply(record: LogRecord, flow: Flow): LogRecord | undefined {
      const step = condition(record) ? yes : no;
      return step === undefined ? record : step.apply(record, flow);
    },
    ...composed(steps, (flow, cause) => {
      for (const step of steps) {
        if (cause === 'due' && (step.nextDue?.() ?? Number.POSITIVE_INFINITY) > flow.now()) continue;
        step.wake?.(flow, cause);
      }
    }),
  };
}
