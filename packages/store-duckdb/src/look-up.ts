import type { DuckDBConnection } from '@duckdb/node-api';
import { readSegmentFiles } from './columns.ts';
import { runStatement } from './duckdb-run.ts';

/** Ids that are looked for in segments. */
export interface KnownJob {
  readonly paths: readonly string[];
  readonly ids: readonly string[];
}

/** Which of some ids are in some segments. */
export async function knownIds(
  connection: DuckDBConnection,
  { paths, ids }: KnownJob,
  signal: AbortSignal,
): Promise<string[]> {
  const sql = `SELECT DISTINCT id FROM ${readSegmentFiles(paths)}
    WHERE id IN (SELECT unnest(from_json($1::JSON, '["VARCHAR"]')))`;
  const rows = await runStatement(connection, { sql, parameters: [JSON.stringify(ids)] }, signal);
  return rows.map(([id]) => String(id));
}

/** Reads every column of a segment, and answers how many records it holds. */
export async function countRecords(connection: DuckDBConnection, path: string, signal: AbortSignal): Promise<number> {
  // Hashing whole rows makes DuckDB decode every page.
  const sql = `SELECT count(*), bit_xor(hash(COLUMNS(*))) FROM ${readSegmentFiles([path])}`;
  const rows = await runStatement(connection, { sql, parameters: [] }, signal);
  return Number(rows[0]?.[0]);
}
