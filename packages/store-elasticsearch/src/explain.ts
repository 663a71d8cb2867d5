import { type PipeNode, splitPipes } from '@tailrace/query';
import { planParts, type PlanStatement, type QueryPlan, type StoreQuery } from '@tailrace/store';
import { type Candidates, candidatesOf } from './answers/bounds.ts';
import { planGroups } from './answers/group-plan.ts';

/** Tells how a query would be answered. */
export function explainQuery(query: StoreQuery, engine: string, indexes: number): QueryPlan {
  const { filter, pipes } = query;
  const end = pipes.findIndex(({ type }) => type === 'context' || type === 'join-trace');
  const first = end === -1 ? pipes : pipes.slice(0, end);
  const candidates = candidatesOf({ ...query, pipes: first });
  const isExact = candidates.condition.unless !== undefined;
  const parts = planParts({ filter, pipes }, (pipe, before) => isOfServer(pipe, before, candidates));
  return {
    engine,
    readings: [{ unit: 'indices', total: indexes, read: indexes, pruned: [] }],
    statements: [statementOf(candidates)],
    parts: parts.map((part, place) => (place === 0 && !isExact ? { ...part, where: 'memory' } : part)),
    notes: [
      isExact
        ? 'The server decides the filter by itself, but for records that others wrote into the data stream.'
        : 'The server finds what may pass; each record is looked at once more.',
    ],
  };
}

function isOfServer(pipe: PipeNode, before: readonly PipeNode[], { condition }: Candidates): boolean {
  if (before.length > 0) return false;
  const { table } = splitPipes([pipe]);
  return table?.type === 'stats' && planGroups(table, condition) !== undefined;
}

/** The query with a placeholder for each value. */
function statementOf({ query }: Candidates): PlanStatement {
  let values = 0;
  const text = JSON.stringify(query, (_, value: unknown) => {
    if (typeof value === 'object') return value;
    values += 1;
    return '?';
  });
  return { language: 'elasticsearch', text, values };
}
