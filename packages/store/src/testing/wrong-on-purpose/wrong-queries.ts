import type { WireRecord } from '@tailrace/core';
import {
  type Aggregate,
  type Answer,
  compareText,
  decodeCursor,
  encodeCursor,
  type FilterNode,
  type PipeNode,
} from '@tailrace/query';
import type { FieldSummary, FieldsQuery, QueryOptions, StoreQuery } from '../../store.ts';
import { JournalStore } from '../journal-store.ts';

/** Answers another query than it was asked. */
abstract class AsksOtherwise extends JournalStore {
  override query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    return super.query(this.otherwise(query), options);
  }

  protected abstract otherwise(query: StoreQuery): StoreQuery;
}

/** Compares the text of a message as it is written. */
export class MindsCase extends JournalStore {
  override async query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const answer = await super.query(query, options);
    const { filter } = query;
    if (answer.kind !== 'records' || filter.type !== 'text') return answer;
    return { ...answer, records: answer.records.filter(({ message }) => message.includes(filter.text)) };
  }
}

/** Leaves records out where the negated field is missing, as SQL's unknown does. */
export class NegatesLikeSql extends AsksOtherwise {
  protected override otherwise(query: StoreQuery): StoreQuery {
    return { ...query, filter: rewritten(query.filter, negatedLikeSql) };
  }
}

/** Finds records without the field by `!=`. */
export class FindsMissingDifferent extends AsksOtherwise {
  protected override otherwise(query: StoreQuery): StoreQuery {
    return { ...query, filter: rewritten(query.filter, withoutExistence) };
  }
}

/** Has the end of the times in the answer. */
export class IncludesTheEnd extends AsksOtherwise {
  protected override otherwise({ to, ...query }: StoreQuery): StoreQuery {
    return to === undefined ? query : { ...query, to: to + 1 };
  }
}

/** Counts what is stored, whatever it stands for. */
export class ForgetsWeights extends AsksOtherwise {
  protected override otherwise(query: StoreQuery): StoreQuery {
    return { ...query, pipes: withFunctions(query.pipes, (name) => (name === 'count' ? 'records' : name)) };
  }
}

/** Takes the average for the median. */
export class AveragesMedians extends AsksOtherwise {
  protected override otherwise(query: StoreQuery): StoreQuery {
    return { ...query, pipes: withFunctions(query.pipes, (name) => (name === 'p50' ? 'avg' : name)) };
  }
}

/** Goes on behind a time, not behind a record. */
export class PagesByTimeAlone extends AsksOtherwise {
  protected override otherwise(query: StoreQuery): StoreQuery {
    if (query.cursor === undefined || query.cursor === 'nonsense') return query;
    const { timestamp } = decodeCursor(query.cursor);
    const id = query.order === 'oldest' ? '\u{10ffff}' : '!';
    const place = { id, timestamp: new Date(timestamp).toISOString(), level: '', severity: 9, message: '' };
    return { ...query, cursor: encodeCursor(place) };
  }
}

/** Answers everything there is, whatever the limit. */
export class KnowsNoLimit extends AsksOtherwise {
  protected override otherwise(query: StoreQuery): StoreQuery {
    return { ...query, limit: 100_000 };
  }
}

/** Leaves records of the same time in the order of their ids, also where the newest come first. */
export class MixesUpTies extends JournalStore {
  override async query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const answer = await super.query(query, options);
    if (answer.kind !== 'records' || query.order === 'oldest' || query.pipes.length > 0) return answer;
    return { ...answer, records: answer.records.toSorted((a, b) => byTimeOnly(a, b) || compareText(a.id, b.id)) };
  }
}

/** Has no way to stop. */
export class CannotBeCancelled extends JournalStore {
  override query(query: StoreQuery): Promise<Answer> {
    return super.query(query);
  }
}

/** Streams no more than an answer has. */
export class StreamsOnePage extends JournalStore {
  override stream(query: StoreQuery, options?: QueryOptions): AsyncIterable<WireRecord> {
    return super.stream({ ...query, limit: Math.min(100, query.limit ?? 100) }, options);
  }
}

/** Shows the facets of everything for the facets of a filter. */
export class FacetsOfEverything extends JournalStore {
  override fields({ filter: _, ...query }: FieldsQuery = {}): Promise<readonly FieldSummary[]> {
    return super.fields(query);
  }
}

function byTimeOnly(a: WireRecord, b: WireRecord): number {
  return Date.parse(b.timestamp) - Date.parse(a.timestamp);
}

/** A filter with something else in the place of some of its parts, the innermost first. */
function rewritten(filter: FilterNode, rewrite: (filter: FilterNode) => FilterNode): FilterNode {
  if (filter.type === 'and' || filter.type === 'or') {
    return rewrite({ type: filter.type, filters: filter.filters.map((part) => rewritten(part, rewrite)) });
  }
  return rewrite(filter.type === 'not' ? { type: 'not', filter: rewritten(filter.filter, rewrite) } : filter);
}

function negatedLikeSql(filter: FilterNode): FilterNode {
  if (filter.type !== 'not' || filter.filter.type !== 'compare') return filter;
  return { type: 'and', filters: [{ type: 'exists', field: filter.filter.field }, filter] };
}

function withoutExistence(filter: FilterNode): FilterNode {
  if (filter.type !== 'compare' || filter.operator !== '!=' || filter.value === null) return filter;
  return { type: 'not', filter: { ...filter, operator: '=' } };
}

/** Pipes with other statistics in the place of some. */
export function withFunctions(
  pipes: readonly PipeNode[],
  rename: (name: Aggregate['function']) => Aggregate['function'],
): readonly PipeNode[] {
  return pipes.map((pipe) => {
    if (pipe.type !== 'stats') return pipe;
    return { ...pipe, aggregates: pipe.aggregates.map((one) => ({ ...one, function: rename(one.function) })) };
  });
}
