import {
  type Aggregate,
  type Cell,
  type FieldPath,
  percentilePart,
  type RawTable,
  tableOfGroups,
} from '@tailrace/query';
import { type GroupPlan, isSame } from './group-plan.ts';

/** What is summed up of one field in one group. */
export interface FieldSum {
  sum: number;
  weight: number;
  min: number | undefined;
  max: number | undefined;
}

/** What is known of one group. */
export interface Group {
  readonly keys: readonly Cell[];
  records: number;
  weight: number;
  readonly sums: readonly FieldSum[];
  /** By the places in the plan: weights of values. */
  readonly values: readonly Map<Cell, number>[];
}

/** Weights are sums of fractions: a rank that is reached but for this part of the total counts as reached. */
const RANK_TOLERANCE = 1e-9;

/** Collects the groups of a plan from buckets, and makes their table. */
export class GroupTable {
  readonly #plan: GroupPlan;
  readonly #groups = new Map<string, Group>();

  constructor(plan: GroupPlan) {
    this.#plan = plan;
    // Without keys everything is one group, also when there is nothing.
    if (plan.keys.length === 0) this.groupOf([]);
  }

  get size(): number {
    return this.#groups.size;
  }

  groupOf(keys: readonly Cell[]): Group {
    const identity = JSON.stringify(keys);
    const known = this.#groups.get(identity);
    if (known !== undefined) return known;
    const group: Group = {
      keys,
      records: 0,
      weight: 0,
      sums: this.#plan.sums.map(() => ({ sum: 0, weight: 0, min: undefined, max: undefined })),
      values: this.#plan.values.map(() => new Map<Cell, number>()),
    };
    this.#groups.set(identity, group);
    return group;
  }

  /** @param seconds - What a rate is of. */
  finish(seconds: number): RawTable {
    const { pipe } = this.#plan;
    const rows = Array.from(this.#groups.values(), (group) => [
      ...group.keys,
      ...pipe.aggregates.map((aggregate) => this.#statistic(group, aggregate, seconds)),
    ]);
    return tableOfGroups(pipe, rows);
  }

  #statistic(group: Group, { function: name, field }: Aggregate, seconds: number): Cell {
    switch (name) {
      case 'count':
        return rounded(group.weight);
      case 'rate':
        return rounded(group.weight) / seconds;
      case 'records':
        return group.records;
      case 'unique':
        return this.#valuesOf(group, field, 'cells').size;
      case 'sum':
      case 'avg':
      case 'min':
      case 'max':
        return sumStatistic(name, this.#sumOf(group, field), field);
      default:
        return percentile(percentilePart(name) ?? 0, this.#valuesOf(group, field, 'numbers'));
    }
  }

  #sumOf(group: Group, field: FieldPath | undefined): FieldSum | undefined {
    return group.sums[this.#plan.sums.findIndex((summed) => isSame(summed.field, field))];
  }

  #valuesOf(group: Group, field: FieldPath | undefined, of: 'numbers' | 'cells'): Map<Cell, number> {
    const place = this.#plan.values.findIndex((valued) => valued.of === of && isSame(valued.field, field));
    return group.values[place] ?? new Map<Cell, number>();
  }
}

/** Weights are sums of fractions: groups that are equally large must not be told apart by their last digits. */
function rounded(weight: number): number {
  return Number(weight.toPrecision(14));
}

function sumStatistic(name: 'sum' | 'avg' | 'min' | 'max', sums: FieldSum | undefined, field?: FieldPath): Cell {
  if (sums === undefined || sums.weight === 0) return null;
  if (name === 'sum') return sums.sum;
  if (name === 'avg') return sums.sum / sums.weight;
  const extreme = (name === 'min' ? sums.min : sums.max) ?? null;
  const isTime = field?.length === 1 && field[0] === 'timestamp';
  return isTime && extreme !== null ? new Date(extreme).toISOString() : extreme;
}

/** The smallest value whose cumulated weight reaches its part of the total. */
function percentile(part: number, values: ReadonlyMap<Cell, number>): Cell {
  const sorted = Array.from(values, ([value, weight]) => ({ value: Number(value), weight })).sort(
    (a, b) => a.value - b.value,
  );
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const reached = part * total * (1 - RANK_TOLERANCE);
  let cumulated = 0;
  for (const { value, weight } of sorted) {
    cumulated += weight;
    if (cumulated >= reached) return value;
  }
  return null;
}
