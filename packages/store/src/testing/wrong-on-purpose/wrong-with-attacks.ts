import type { Answer, FieldPath, FilterNode } from '@tailrace/query';
import type { QueryOptions, StoreQuery } from '../../store.ts';
import { JournalStore } from '../journal-store.ts';

/** Puts a value between quotes, and what is behind the value's own quote is no value any more. */
export class Interpolates extends JournalStore {
  override query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    return super.query({ ...query, filter: rewritten(query.filter, injected) }, options);
  }
}

/** Takes the signs of a pattern language for wildcards, in patterns that have none. */
export class KnowsOtherWildcards extends JournalStore {
  override query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    return super.query({ ...query, filter: rewritten(query.filter, withPercents) }, options);
  }
}

/** Takes a name for a path wherever it has a dot. */
export class SplitsNames extends JournalStore {
  override query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    return super.query({ ...query, filter: rewritten(query.filter, splitName) }, options);
  }
}

/** Cleans what a column is called. */
export class CleansColumns extends JournalStore {
  override async query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const answer = await super.query(query, options);
    if (answer.kind !== 'table') return answer;
    const columns = answer.columns.map((column) => ({ ...column, name: column.name.replaceAll(/['";]/g, '') }));
    return { ...answer, columns };
  }
}

/** Begins anew where a cursor is none. */
export class ForgivesCursors extends JournalStore {
  override query({ cursor, ...query }: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const isOne = cursor !== undefined && (/^-?\d+\.[0-9A-Za-z]/.test(cursor) || cursor === 'nonsense');
    return super.query(isOne ? { ...query, cursor } : query, options);
  }
}

function rewritten(filter: FilterNode, rewrite: (filter: FilterNode) => FilterNode): FilterNode {
  if (filter.type !== 'or') return rewrite(filter);
  return { type: 'or', filters: filter.filters.map((part) => rewritten(part, rewrite)) };
}

function injected(filter: FilterNode): FilterNode {
  const value = filter.type === 'compare' ? String(filter.value) : '';
  return /' OR 1=1/.test(value) ? { type: 'everything' } : filter;
}

function withPercents(filter: FilterNode): FilterNode {
  if (filter.type !== 'wildcard') return filter;
  return { ...filter, pattern: filter.pattern.replaceAll(/[%_.]/g, '*') };
}

function splitName(filter: FilterNode): FilterNode {
  if (filter.type !== 'exists') return filter;
  const field: FieldPath = filter.field.flatMap((name) => name.split(/[.[\]]+/));
  return { ...filter, field };
}
