import { TailraceError } from '@tailrace/core';
import type { Cell } from './answer.ts';
import type { Aggregate } from './ast.ts';
import { percentilePart } from './columns.ts';
import { numberOf } from './match-value.ts';
import { readExactNumeral } from './numeral.ts';

/** Values that one percentile holds at the most, over all groups of a query. */
const MAX_PERCENTILE_VALUES = 20_000_000;
/**
 * Weights are sums of fractions, which differ in their last digits with the order they are added in; a rank that is
 * reached but for this part of the total counts as reached.
 */
const RANK_TOLERANCE = 1e-9;

/** One statistic of one group, fed with values and the weights of their records. */
export interface Statistic {
  add(value: unknown, weight: number): void;
  /** @param seconds - The stretch of time that a rate is of. */
  result(seconds: number): Cell;
}

/** What statistics of one query share: a bound on what they hold. */
export interface StatisticBudget {
  percentileValues: number;
}

/** Makes the statistic for one column of one group. */
export function startStatistic(aggregate: Aggregate, budget: StatisticBudget): Statistic {
  switch (aggregate.function) {
    case 'count':
      return new Weight((weight) => weight);
    case 'rate':
      return new Weight((weight, seconds) => weight / seconds);
    case 'records':
      return new Stored();
    case 'sum':
      return new Sum((sum) => sum);
    case 'avg':
      return new Sum((sum, weight) => sum / weight);
    case 'min':
      return new Extreme((value, best) => value < best);
    case 'max':
      return new Extreme((value, best) => value > best);
    case 'unique':
      return new Unique();
    default:
      return new Percentile(percentilePart(aggregate.function) ?? 0, budget);
  }
}

class Weight implements Statistic {
  #weight = 0;
  readonly #finish: (weight: number, seconds: number) => number;

  constructor(finish: (weight: number, seconds: number) => number) {
    this.#finish = finish;
  }

  add(_value: unknown, weight: number): void {
    this.#weight += weight;
  }

  result(seconds: number): Cell {
    return this.#finish(this.#weight, seconds);
  }
}

class Stored implements Statistic {
  #records = 0;

  add(): void {
    this.#records += 1;
  }

  result(): Cell {
    return this.#records;
  }
}

class Sum implements Statistic {
  #sum = 0;
  #weight = 0;
  readonly #finish: (sum: number, weight: number) => number;

  constructor(finish: (sum: number, weight: number) => number) {
    this.#finish = finish;
  }

  add(value: unknown, weight: number): void {
    const number = numberOf(value);
    if (number === undefined) return;
    this.#sum += number * weight;
    this.#weight += weight;
  }

  result(): Cell {
    const result = this.#finish(this.#sum, this.#weight);
    // Nothing was added up, or it is beyond the largest number.
    return Number.isFinite(result) && this.#weight !== 0 ? result : null;
  }
}

class Extreme implements Statistic {
  #best: number | undefined;
  readonly #better: (value: number, best: number) => boolean;

  constructor(better: (value: number, best: number) => boolean) {
    this.#better = better;
  }

  add(value: unknown): void {
    const number = numberOf(value);
    if (number !== undefined && (this.#best === undefined || this.#better(number, this.#best))) this.#best = number;
  }

  result(): Cell {
    return this.#best ?? null;
  }
}

class Unique implements Statistic {
  readonly #seen = new Set<Cell>();

  add(value: unknown): void {
    const cell = groupCell(value);
    if (cell !== null) this.#seen.add(cell);
  }

  result(): Cell {
    return this.#seen.size;
  }
}

/** The smallest value whose cumulated weight reaches its part of the total. */
class Percentile implements Statistic {
  readonly #part: number;
  readonly #budget: StatisticBudget;
  readonly #values: { readonly value: number; readonly weight: number }[] = [];

  constructor(part: number, budget: StatisticBudget) {
    this.#part = part;
    this.#budget = budget;
  }

  add(value: unknown, weight: number): void {
    const number = numberOf(value);
    if (number === undefined) return;
    this.#budget.percentileValues += 1;
    if (this.#budget.percentileValues > MAX_PERCENTILE_VALUES) {
      throw new TailraceError(
        'TAILRACE_QUERY_LIMIT',
        `A percentile of over ${MAX_PERCENTILE_VALUES} values does not fit in memory: narrow the time or the filter.`,
      );
    }
    this.#values.push({ value: number, weight });
  }

  result(): Cell {
    const total = this.#values.reduce((sum, { weight }) => sum + weight, 0);
    const reached = this.#part * total * (1 - RANK_TOLERANCE);
    let cumulated = 0;
    for (const { value, weight } of this.#values.toSorted((a, b) => a.value - b.value)) {
      cumulated += weight;
      if (cumulated >= reached) return value;
    }
    return null;
  }
}

/**
 * What a value is grouped and told apart by: its text, exact numerals and numbers being the same.
 *
 * Arrays and objects are null, as what is missing.
 */
export function groupCell(value: unknown): Cell {
  switch (typeof value) {
    case 'string':
      return readExactNumeral(value) ?? value;
    case 'number':
      return value;
    case 'boolean':
      return String(value);
    default:
      return null;
  }
}
