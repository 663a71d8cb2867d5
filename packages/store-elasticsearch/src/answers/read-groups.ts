import { type Cell, type RawTable, type RecordQuery } from '@tailrace/query';
import { TailraceError } from '@tailrace/core';
import type { Deadline } from '../deadline.ts';
import { type Dsl, some } from '../dsl/condition.ts';
import { TIME, WEIGHT } from '../dsl/document-fields.ts';
import type { SearchAnswer, Searcher, View } from '../searcher.ts';
import { type Candidates, NOT_WHOLE } from './bounds.ts';
import type { GroupPlan } from './group-plan.ts';
import { cellOf, keySources, sourcesOf, termsOf } from './group-source.ts';
import { type Group, GroupTable } from './group-table.ts';

const BUCKETS_PER_PAGE = 10_000;
const MAX_GROUPS = 1_000_000;
/** Different values of all groups together; beyond them the records are no more work. */
const MAX_VALUES = 300_000;

/** One bucket of a composite aggregation. */
interface Bucket {
  readonly key: Readonly<Record<string, unknown>>;
  readonly doc_count: number;
  readonly [sum: string]: unknown;
}

/**
 * Makes the table of a statistic from the server's own counts; `undefined` where a record among those that are counted
 * has what the server does not know, or values are too many: the records themselves are to be read then.
 */
export async function readGroups(
  searcher: Searcher,
  plan: GroupPlan,
  candidates: Candidates,
  query: Pick<RecordQuery, 'from' | 'to'>,
  deadline: Deadline,
): Promise<RawTable | undefined> {
  const view = await searcher.open(deadline);
  try {
    return await new GroupReader(searcher, plan, candidates.query, deadline, view).read(query);
  } finally {
    await searcher.close(view);
  }
}

class GroupReader {
  readonly #searcher: Searcher;
  readonly #plan: GroupPlan;
  readonly #query: Dsl;
  readonly #deadline: Deadline;
  readonly #view: View;
  readonly #table: GroupTable;
  #values = 0;

  constructor(searcher: Searcher, plan: GroupPlan, query: Dsl, deadline: Deadline, view: View) {
    this.#searcher = searcher;
    this.#plan = plan;
    this.#query = query;
    this.#deadline = deadline;
    this.#view = view;
    this.#table = new GroupTable(plan);
  }

  async read(window: Pick<RecordQuery, 'from' | 'to'>): Promise<RawTable | undefined> {
    const { values, needsSpan } = this.#plan;
    const first = await this.#search({
      doubt: { filter: some([NOT_WHOLE, ...this.#plan.unless]) },
      ...(needsSpan && { oldest: { min: { field: TIME } }, newest: { max: { field: TIME } } }),
    });
    if (Number(first.aggregations?.doubt?.doc_count ?? 0) > 0) return undefined;
    await this.#pages([termsOf('weight', WEIGHT)], this.#sums(), (group, bucket) => {
      const weight = Number(bucket.key['weight']);
      group.records += bucket.doc_count;
      group.weight += weight * bucket.doc_count;
      this.#plan.sums.forEach((_, place) => addSums(group, place, bucket[`sums${place}`] as Stats, weight));
    });
    for (const [place, { source }] of values.entries()) {
      const isWhole = await this.#pages(
        [termsOf('weight', WEIGHT), ...sourcesOf('value', source)],
        {},
        (group, bucket) => {
          const cell = cellOf('value', source, bucket.key);
          if (cell === null) return;
          const weights = group.values[place];
          weights?.set(cell, (weights.get(cell) ?? 0) + Number(bucket.key['weight']) * bucket.doc_count);
        },
      );
      if (!isWhole) return undefined;
    }
    return this.#table.finish(this.#seconds(window, first));
  }

  #sums(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      this.#plan.sums.map(({ source }, place) => [`sums${place}`, { stats: { field: source.field } }]),
    );
  }

  /** Goes through all buckets of the keys and some more sources; false where there are too many. */
  async #pages(more: readonly object[], aggs: object, add: (group: Group, bucket: Bucket) => void): Promise<boolean> {
    const { pipe, keys } = this.#plan;
    const sources = [...pipe.by.flatMap((key, place) => keySources(`key${place}`, key, keys[place])), ...more];
    let after: unknown;
    do {
      const composite = { size: BUCKETS_PER_PAGE, sources, ...(after !== undefined && { after }) };
      const { aggregations } = await this.#search({ groups: { composite, aggs } });
      const page = aggregations?.groups as
        | { readonly buckets: readonly Bucket[]; readonly after_key?: unknown }
        | undefined;
      for (const bucket of page?.buckets ?? []) add(this.#groupOf(bucket), bucket);
      if (more.length > 1) {
        this.#values += page?.buckets.length ?? 0;
        if (this.#values > MAX_VALUES) return false;
      }
      after = page?.after_key;
    } while (after !== undefined);
    return true;
  }

  #groupOf({ key }: Bucket): Group {
    const { pipe, keys } = this.#plan;
    const cells = pipe.by.map((by, place): Cell => {
      if (by.type === 'time') return new Date(Number(key[`key${place}`])).toISOString();
      const source = keys[place];
      return source === undefined ? null : cellOf(`key${place}`, source, key);
    });
    const group = this.#table.groupOf(cells);
    if (this.#table.size > MAX_GROUPS) {
      const words = `The query makes more than ${MAX_GROUPS} groups: narrow the time or the filter, or group by less.`;
      throw new TailraceError('TAILRACE_QUERY_LIMIT', words);
    }
    return group;
  }

  #search(aggs: object): Promise<SearchAnswer> {
    const body = { size: 0, track_total_hits: false, query: this.#query, aggs };
    return this.#searcher.search(body, this.#deadline, this.#view);
  }

  /** What a rate is of: the interval, or the time asked about as far as it is known, one second at least. */
  #seconds({ from, to }: Pick<RecordQuery, 'from' | 'to'>, { aggregations }: SearchAnswer): number {
    for (const key of this.#plan.pipe.by) if (key.type === 'time') return key.intervalMillis / 1000;
    const begin = from ?? timeOf(aggregations?.oldest) ?? Number.POSITIVE_INFINITY;
    const end = to ?? (timeOf(aggregations?.newest) ?? Number.NEGATIVE_INFINITY) + 1;
    return Number.isFinite(end - begin) ? Math.max(1, (end - begin) / 1000) : 1;
  }
}

interface Stats {
  readonly count: number;
  readonly sum: number;
  readonly min: number | null;
  readonly max: number | null;
}

function addSums(group: Group, place: number, { count, sum, min, max }: Stats, weight: number): void {
  const sums = group.sums[place];
  if (sums === undefined || count === 0) return;
  sums.sum += sum * weight;
  sums.weight += count * weight;
  if (min !== null) sums.min = Math.min(sums.min ?? min, min);
  if (max !== null) sums.max = Math.max(sums.max ?? max, max);
}

function timeOf(extreme: { readonly value?: number | null } | undefined): number | undefined {
  return extreme?.value ?? undefined;
}
