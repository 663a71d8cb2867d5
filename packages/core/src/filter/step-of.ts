import { TailraceError } from '../diagnostics/errors.ts';
import type { LogRecord } from '../record/log-record.ts';
import type { Filter, FilterChain, FilterFunction, FilterStep } from './filter.ts';
import { stepMakers } from './step-makers.ts';

/** True for what `chain()` makes. */
export function isFilterChain(value: unknown): value is FilterChain {
  const chain = value as Partial<FilterChain> | null;
  return typeof chain === 'object' && chain !== null && Array.isArray(chain.steps) && typeof chain.offer === 'function';
}

/**
 * Answers the steps of filters in a row: functions become steps under their own name, chains become their steps.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` for what is no filter.
 */
export function stepsOf(owner: string, filters: readonly Filter[]): FilterStep[] {
  return filters.flatMap((filter, index) => {
    // Taken for a function of records it would answer an object, and so pass everything as it is.
    if (stepMakers.has(filter)) {
      const { name } = filter as { readonly name: string };
      throw new TailraceError(
        'TAILRACE_BAD_OPTION',
        `${owner}: filter ${index + 1} is ${name} itself; call it: ${name}(…).`,
      );
    }
    if (typeof filter === 'function') return [functionStep(filter)];
    if (isFilterChain(filter)) return [...filter.steps];
    if (isStep(filter)) return [filter];
    throw new TailraceError(
      'TAILRACE_BAD_OPTION',
      `${owner}: filter ${index + 1} is a ${filter === null ? 'null' : typeof filter}; it takes a function, a step or a chain.`,
    );
  });
}

function isStep(value: unknown): value is FilterStep {
  const step = value as Partial<FilterStep> | null;
  return typeof step === 'object' && step !== null && typeof step.apply === 'function' && typeof step.name === 'string';
}

function functionStep(filter: FilterFunction): FilterStep {
  return {
    name: filter.name === '' ? 'function' : filter.name,
    apply(record, flow) {
      const answer: unknown = filter(record);
      if (typeof answer === 'object' && answer !== null) return answer as LogRecord;
      // Without types a predicate is easily written in a filter's place: what it says is clear.
      if (answer === true) return record;
      flow.drop(record, 'filtered');
      return undefined;
    },
  };
}
