import type { StoreStats } from '@tailrace/store';
import type { Session } from './session.ts';
import { sql } from './sql.ts';
import type { Tables } from './tables.ts';
import { textOf } from './partitions.ts';
import { isoOfText } from './time-sql.ts';

/** Counting more than this takes too long for a glance; then the server's own estimate is told. */
const MOST_COUNTED = 2_000_000;

/** Sums up what the tables hold. */
export async function statsOf(session: Session, tables: Tables): Promise<StoreStats> {
  const [sizes] = await session.ask(
    sql`SELECT count(*), coalesce(sum(pg_total_relation_size(c.oid)), 0), coalesce(sum(greatest(c.reltuples, 0)), 0)
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = ${textOf(tables.records)}::regclass`,
  );
  const [segments, bytes, estimate] = (sizes ?? []).map(Number);
  const records = (estimate ?? 0) > MOST_COUNTED ? (estimate ?? 0) : await countOf(session, tables);
  const [ends] = await session.ask(sql`SELECT min("timestamp"), max("timestamp") FROM ${tables.records}`);
  const [oldest, newest] = ends ?? [];
  return {
    records: Math.round(records),
    bytes: bytes ?? 0,
    segments: segments ?? 0,
    ...(typeof oldest === 'string' && { oldest: Date.parse(isoOfText(oldest)) }),
    ...(typeof newest === 'string' && { newest: Date.parse(isoOfText(newest)) }),
    damaged: [],
  };
}

async function countOf(session: Session, tables: Tables): Promise<number> {
  const [row] = await session.ask(sql`SELECT count(*) FROM ${tables.records}`);
  return Number(row?.[0]);
}
