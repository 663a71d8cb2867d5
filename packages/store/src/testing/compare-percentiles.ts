import { deepStrictEqual } from 'node:assert';
import {
  type Aggregate,
  type Answer,
  type Cell,
  percentilePart,
  type PipeNode,
  type TableAnswer,
} from '@tailrace/query';
import type { StoreQuery } from '../store.ts';
import { isSameCell } from './compare-answers.ts';

type StatsPipe = Extract<PipeNode, { type: 'stats' }>;

/** Whether a query has percentiles. */
export function hasPercentiles({ pipes }: Pick<StoreQuery, 'pipes'>): boolean {
  return pipes.some((pipe) => pipe.type === 'stats' && pipe.aggregates.some(isPercentile));
}

/**
 * Throws where an answer is off by more than a store allows itself in its percentiles: each must lie between the exact
 * ones a bound below and above, and everything else must be exact.
 *
 * Where pipes go on from percentiles (sorting by them, say), only the columns and the number of rows can be judged.
 */
export async function checkWithinBound(
  given: Answer,
  query: StoreQuery,
  bound: number,
  truthOf: (query: StoreQuery) => Promise<Answer>,
): Promise<void> {
  const [exact, low, high] = await Promise.all([
    truthOf(query),
    truthOf(withShifted(query, -bound)),
    truthOf(withShifted(query, bound)),
  ]);
  const last = query.pipes.at(-1);
  if (given.kind !== 'table' || exact.kind !== 'table') throw new Error(`The answer is of the kind ${given.kind}.`);
  deepStrictEqual(given.columns, exact.columns, 'The columns differ.');
  deepStrictEqual(given.rows.length, exact.rows.length, 'There are more or fewer rows.');
  if (last?.type !== 'stats' || low.kind !== 'table' || high.kind !== 'table') return;
  const keysOf = (row: readonly Cell[]): string => JSON.stringify(row.slice(0, last.by.length));
  const byKeys = ({ rows }: TableAnswer) => new Map(rows.map((row) => [keysOf(row), row]));
  const [exactRows, lowRows, highRows] = [byKeys(exact), byKeys(low), byKeys(high)];
  for (const row of given.rows)
    checkRow(
      row,
      last,
      [exactRows, lowRows, highRows].map((rows) => rows.get(keysOf(row))),
    );
}

function checkRow(
  row: readonly Cell[],
  { by, aggregates }: StatsPipe,
  [exact, low, high]: readonly (readonly Cell[] | undefined)[],
): void {
  for (const [column, cell] of row.entries()) {
    const aggregate = aggregates[column - by.length];
    const isWithin =
      isSameCell(cell, exact?.[column]) ||
      (aggregate !== undefined && isPercentile(aggregate) && isBetween(cell, low?.[column], high?.[column]));
    if (!isWithin) {
      const words = `is ${JSON.stringify(cell)}, not from ${JSON.stringify(low?.[column])} to ${JSON.stringify(high?.[column])}`;
      throw new Error(`Cell ${column} of ${JSON.stringify(row)} ${words}.`);
    }
  }
}

function isBetween(cell: Cell, low: Cell | undefined, high: Cell | undefined): boolean {
  return typeof cell === 'number' && typeof low === 'number' && typeof high === 'number' && cell >= low && cell <= high;
}

function withShifted(query: StoreQuery, by: number): StoreQuery {
  const pipes = query.pipes.map((pipe): PipeNode => {
    if (pipe.type !== 'stats') return pipe;
    return { ...pipe, aggregates: pipe.aggregates.map((aggregate) => shifted(aggregate, by)) };
  });
  return { ...query, pipes };
}

function shifted(aggregate: Aggregate, by: number): Aggregate {
  const part = percentilePart(aggregate.function);
  if (part === undefined) return aggregate;
  const percent = Math.round(Math.min(1, Math.max(0, part + by)) * 1e6) / 1e4;
  return { ...aggregate, function: `p${percent}` };
}

function isPercentile(aggregate: Aggregate): boolean {
  return percentilePart(aggregate.function) !== undefined;
}
