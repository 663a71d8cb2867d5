import { decodeCursor, type PipeNode, type RecordQuery, splitPipes } from '@tailrace/query';
import { type Condition, type Dsl, every, EVERYTHING, isAskable, some, UNKNOWN } from '../dsl/condition.ts';
import { WHOLE } from '../dsl/document-fields.ts';
import { filterToDsl } from '../dsl/filter-to-dsl.ts';
import { boundsToDsl } from '../dsl/time-dsl.ts';

/** Documents that do not say everything filters ask: others wrote them, or there was too much to say. */
export const NOT_WHOLE: Dsl = { bool: { must_not: [{ term: { [WHOLE]: true } }] } };

/** What the server is asked for, of which some may not pass in the end. */
export interface Candidates {
  readonly query: Dsl;
  readonly condition: Condition;
  readonly order: 'newest' | 'oldest';
}

/** Answers the query of all records that may pass; what is not whole is looked at whatever it says. */
export function candidatesOf(query: Omit<RecordQuery, 'limit'>): Candidates {
  const { filter, from, to, cursor, order = 'newest', pipes } = query;
  const found = filterToDsl(filter);
  // What is too large to be asked is looked at in memory.
  const condition = isAskable(found) ? found : UNKNOWN;
  const behind = cursor !== undefined && isPaged(pipes) ? decodeCursor(cursor) : undefined;
  const bounds = boundsToDsl({ from, to, behind, order });
  const passing = condition.upper === EVERYTHING ? EVERYTHING : some([condition.upper, NOT_WHOLE]);
  return { query: every([bounds, passing]), condition, order };
}

/** Whether a cursor means something: for records in their own order, and their fields. */
function isPaged(pipes: readonly PipeNode[]): boolean {
  const { ofRecords, table } = splitPipes(pipes);
  return ofRecords.length === 0 && (table === undefined || table.type === 'fields');
}
