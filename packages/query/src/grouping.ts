import { TailraceError } from '@tailrace/core';
import type { Cell } from './answer.ts';
import type { Aggregate } from './ast.ts';
import { type Statistic, type StatisticBudget, startStatistic } from './statistic.ts';

/** Groups that are held at the most. */
export const MAX_GROUPS = 1_000_000;

/** How rows of some kind (records, or a table's rows) are grouped and summed up. */
export interface GroupingPlan<Row> {
  readonly keys: readonly ((row: Row) => Cell)[];
  readonly aggregates: readonly Aggregate[];
  /** The value each aggregate is of; nothing for those that take none. */
  readonly values: readonly ((row: Row) => unknown)[];
  readonly weightOf: (row: Row) => number;
}

interface Group {
  readonly keys: readonly Cell[];
  readonly statistics: readonly Statistic[];
}

/** Groups rows by their keys and sums each group up. */
export class Grouping<Row> {
  readonly #plan: GroupingPlan<Row>;
  readonly #groups = new Map<Cell, Group>();
  readonly #budget: StatisticBudget = { percentileValues: 0 };

  constructor(plan: GroupingPlan<Row>) {
    this.#plan = plan;
    // Without keys everything is one group, also when there is nothing.
    if (plan.keys.length === 0) this.#groupOf([]);
  }

  add(row: Row): void {
    const { keys, values, weightOf } = this.#plan;
    const group = this.#groupOf(keys.map((key) => key(row)));
    const weight = weightOf(row);
    for (let index = 0; index < group.statistics.length; index += 1) {
      group.statistics[index]?.add(values[index]?.(row), weight);
    }
  }

  /** Answers a row per group: keys, then statistics. */
  rows(secondsOf: (keys: readonly Cell[]) => number): Cell[][] {
    return Array.from(this.#groups.values(), ({ keys, statistics }) => {
      const seconds = secondsOf(keys);
      return [...keys, ...statistics.map((statistic) => statistic.result(seconds))];
    });
  }

  #groupOf(keys: readonly Cell[]): Group {
    const identity = keys.length === 1 ? (keys[0] ?? null) : keys.map(identify).join('');
    const known = this.#groups.get(identity);
    if (known !== undefined) return known;
    if (this.#groups.size >= MAX_GROUPS) {
      const words = `The query makes more than ${MAX_GROUPS} groups: narrow the time or the filter, or group by less.`;
      throw new TailraceError('TAILRACE_QUERY_LIMIT', words);
    }
    const group: Group = {
      keys,
      statistics: this.#plan.aggregates.map((aggregate) => startStatistic(aggregate, this.#budget)),
    };
    this.#groups.set(identity, group);
    return group;
  }
}

function identify(key: Cell): string {
  const text = String(key);
  return `${typeof key === 'string' ? 's' : 'n'}${text.length}:${text}`;
}
