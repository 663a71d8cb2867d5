import type { Cell } from './answer.ts';
import type { Aggregate, PipeNode } from './ast.ts';

type StatsPipe = Extract<PipeNode, { type: 'stats' }>;

/** A column that an answer does not show: what the raw counts beside weighted statistics are made of. */
export type HiddenColumn = 'weight' | 'records';

/** Weights are sums of fractions; a total this near to the number of records is that number. */
const TOLERANCE = 1e-9;

/** Statistics that are the same whether or not records were sampled. */
const WITHOUT_WEIGHTS: ReadonlySet<string> = new Set(['records', 'unique', 'min', 'max']);

/** Adds what the raw counts are made of to a statistic that weighs; an executor computes it with the others. */
export function withRawCounts(pipe: StatsPipe): StatsPipe {
  if (pipe.aggregates.every((aggregate) => WITHOUT_WEIGHTS.has(aggregate.function))) return pipe;
  const taken = new Set([...pipe.by, ...pipe.aggregates].map(({ as }) => as));
  const hidden: readonly Aggregate[] = [
    { function: 'count', as: freeName('weight', taken), hidden: 'weight' },
    { function: 'records', as: freeName('records', taken), hidden: 'records' },
  ];
  return { ...pipe, aggregates: [...pipe.aggregates, ...hidden] };
}

/** The raw count of each row, where a weight made any of them count for more or less than it is. */
export function rawCounts(
  columns: readonly { readonly hidden?: HiddenColumn }[],
  rows: readonly (readonly Cell[])[],
): readonly number[] | undefined {
  const weight = columns.findIndex(({ hidden }) => hidden === 'weight');
  const records = columns.findIndex(({ hidden }) => hidden === 'records');
  if (weight === -1 || records === -1) return undefined;
  const isSampled = rows.some((row) => {
    const stored = Number(row[records]);
    return Math.abs(Number(row[weight]) - stored) > stored * TOLERANCE;
  });
  return isSampled ? rows.map((row) => Number(row[records])) : undefined;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = `__${name}`;
  while (taken.has(free)) free = `_${free}`;
  return free;
}
