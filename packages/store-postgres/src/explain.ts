import { hasStages, type PipeNode } from '@tailrace/query';
import { planParts, type QueryPlan, type StoreQuery } from '@tailrace/store';
import { boundsOf, boundsToSql, orderSql } from './bounds-sql.ts';
import { columnList, READ_COLUMNS } from './columns.ts';
import { startOfDay } from './days.ts';
import { prefilterOf } from './prefilter.ts';
import { sql, type Sql, toStatement } from './sql.ts';
import { statsToSql } from './stats-sql.ts';
import type { Tables } from './tables.ts';

/** Tells how a query would be answered: what the server works out, and what is looked at here. */
export function explainQuery(engine: string, query: StoreQuery, tables: Tables, days: readonly number[]): QueryPlan {
  const bounds = boundsOf(query);
  const { condition, isExact } = boundsToSql(bounds, tables);
  const [first] = query.pipes;
  const stats =
    isExact && first?.type === 'stats' ? statsToSql(first, tables.records, condition, MOST_SHOWN) : undefined;
  const page = sql`SELECT ${columnList(READ_COLUMNS)} FROM ${tables.records} WHERE ${condition} ORDER BY ${orderSql(bounds.order)}`;
  const statements = stats?.map((statement) => statement.sql) ?? [page];
  const isOfEngine = (pipe: PipeNode, before: readonly PipeNode[]): boolean =>
    pipe.type === 'limit'
      ? before.every(({ type }) => type === 'limit')
      : pipe.type === 'stats' && before.length === 0 && stats !== undefined;
  const read = days.filter((day) => isWithin(bounds, startOfDay(day), startOfDay(day + 1)));
  return {
    engine,
    readings: [
      {
        unit: 'partitions',
        // The one of other days is always looked at.
        total: days.length + 1,
        read: read.length + 1,
        pruned: read.length === days.length ? [] : [{ reason: 'another time', count: days.length - read.length }],
      },
    ],
    statements: statements.map(shown),
    parts: planParts(query, isOfEngine),
    notes: notesOf(query, tables, isExact, stats !== undefined),
  };
}

const MOST_SHOWN = 1_000_001;

function shown(piece: Sql): QueryPlan['statements'][number] {
  const { text, values } = toStatement(piece);
  return { language: 'sql', text: text.replaceAll(/\s+/g, ' ').trim(), values: values.length };
}

function isWithin({ from, to }: { readonly from?: number; readonly to?: number }, start: number, end: number): boolean {
  return (from === undefined || end > from) && (to === undefined || start < to);
}

function notesOf(query: StoreQuery, tables: Tables, isExact: boolean, isComputed: boolean): readonly string[] {
  const notes: string[] = [];
  if (!isExact) {
    notes.push('PostgreSQL cannot tell exactly which records match: those that may are read and looked at here.');
  }
  if (isComputed)
    notes.push('Records whose fields the columns cannot hold, if there are any, move the statistic here.');
  if (prefilterOf(query.filter, tables) !== undefined)
    notes.push('An index on fields, words or severe records can be used.');
  if (hasStages(query.pipes)) notes.push('The stages ask further questions of what the ones before found.');
  return notes;
}
