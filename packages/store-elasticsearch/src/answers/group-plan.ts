import {
  type Aggregate,
  type AggregateFunction,
  type FieldPath,
  percentilePart,
  type SplitPipes,
} from '@tailrace/query';
import type { Condition, Dsl } from '../dsl/condition.ts';
import { groupSource, numberSource, type ValueSource } from './group-source.ts';

export type StatsPipe = Extract<NonNullable<SplitPipes['table']>, { type: 'stats' }>;

/** How a statistic is made of what the server counts. */
export interface GroupPlan {
  readonly pipe: StatsPipe;
  /** By the keys' places; nothing for times. */
  readonly keys: readonly (ValueSource | undefined)[];
  /** Fields whose numbers are summed up in each group. */
  readonly sums: readonly Summed[];
  /** Fields whose different values are needed one by one: for percentiles and for what is unique. */
  readonly values: readonly Valued[];
  /** Whether the time that a rate is of must be found out. */
  readonly needsSpan: boolean;
  /** Where any record matches these, the records themselves are needed. */
  readonly unless: readonly Dsl[];
}

export interface Summed {
  readonly field: FieldPath;
  readonly source: ValueSource;
}

export interface Valued extends Summed {
  readonly of: 'numbers' | 'cells';
}

/**
 * Plans a statistic so that the server makes it and the answer is exact; `undefined` where it has not what is needed.
 */
export function planGroups(pipe: StatsPipe, condition: Condition): GroupPlan | undefined {
  if (condition.unless === undefined) return undefined;
  const keys: (ValueSource | undefined)[] = [];
  for (const key of pipe.by) {
    const source = key.type === 'time' ? undefined : groupSource(key.field);
    if (key.type === 'field' && source === undefined) return undefined;
    keys.push(source);
  }
  const sums: Summed[] = [];
  const values: Valued[] = [];
  for (const { function: name, field } of pipe.aggregates) {
    if (field === undefined) continue;
    const kind = kindOf(name);
    const source = kind === 'cells' ? groupSource(field) : numberSource(field);
    if (source === undefined) return undefined;
    if (kind === 'sums') addOnce(sums, { field, source });
    else addOnce(values, { field, source, of: kind });
  }
  const unless = [
    ...condition.unless,
    ...[...keys, ...sums.map(sourceOf), ...values.map(sourceOf)].flatMap((source) => source?.unless ?? []),
  ];
  return { pipe, keys, sums, values, needsSpan: pipe.aggregates.some(needsSpan), unless };
}

function kindOf(name: AggregateFunction): 'sums' | 'numbers' | 'cells' {
  if (name === 'unique') return 'cells';
  return percentilePart(name) === undefined ? 'sums' : 'numbers';
}

function addOnce<T extends Summed & { readonly of?: string }>(list: T[], wanted: T): void {
  if (!list.some(({ field, of }) => of === wanted.of && isSame(field, wanted.field))) list.push(wanted);
}

export function isSame(a: FieldPath, b: FieldPath | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((segment, place) => segment === b[place]);
}

function sourceOf({ source }: Summed): ValueSource {
  return source;
}

function needsSpan({ function: name }: Aggregate): boolean {
  return name === 'rate';
}
