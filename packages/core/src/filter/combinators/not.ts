import { TailraceError } from '../../diagnostics/errors.ts';
import type { Filter, FilterStep } from '../filter.ts';
import { isAudit } from '../spared.ts';
import { isSummary } from '../summary.ts';
import { ERROR_SEVERITY } from '../../record/severity.ts';
import { asOneStep } from './all.ts';
import { SecondChance } from './second-chance.ts';

/**
 * Keeps what a filter drops, and drops what it passes, as `filtered`.
 *
 * Errors, SECURITY and AUDIT are left alone, as by all steps that drop; records pass as they are, whatever the filter
 * would make of them.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` for filters that hold records or make some: they have no opposite.
 * @example
 * not((record) => (record.message.startsWith('GET /healthz') ? record : undefined))
 */
export function not(filter: Filter): FilterStep {
  const inner = asOneStep('not', filter);
  if (inner.wake !== undefined) {
    throw new TailraceError('TAILRACE_BAD_OPTION', `not: '${inner.name}' holds or makes records, and has no opposite.`);
  }
  let isDropped = false;
  const asked = new SecondChance(inner, (record) => {
    isDropped = true;
    return record;
  });
  return {
    name: 'not',
    apply(record, flow) {
      if (record.severity >= ERROR_SEVERITY || isAudit(record) || isSummary(record)) return record;
      isDropped = false;
      asked.apply(record, flow);
      if (isDropped) return record;
      flow.drop(record, 'filtered');
      return undefined;
    },
  };
}
