import type { DuckDBConnection } from '@duckdb/node-api';
import { type FilterNode, printFilter } from '@tailrace/query';
import { readSegmentFiles } from './columns.ts';
import { runStatement } from './duckdb-run.ts';
import { attributeColumnsOf } from './field-sql.ts';
import { Parameters } from './parameters.ts';
import type { SegmentSummary } from './segment-index.ts';
import { count, describeRecords, indexRecords, syncAndSum, writeIndex, writeSorted } from './segment-writing.ts';
import { filterToSql } from './to-sql.ts';

/** A segment of which only some records are to stay. */
export interface RewriteJob {
  readonly source: string;
  readonly summary: SegmentSummary;
  /** The records that stay. */
  readonly keep: FilterNode;
  /** The Parquet file and the index file to write; the parent gives them their names when all is well. */
  readonly target: string;
  readonly index: string;
}

/** What a rewriting made; no segment where every record stays, or none. */
export interface RewriteResult {
  readonly removed: number;
  readonly summary?: SegmentSummary;
  readonly indexBytes: number;
}

const KEPT = 'kept_records';

/**
 * Writes a segment anew with the records that pass a filter. Both files are complete, counted and synced when this
 * resolves; nothing has its final name yet.
 */
export async function rewrite(connection: DuckDBConnection, job: RewriteJob): Promise<RewriteResult> {
  const { summary: before } = job;
  try {
    const kept = await take(connection, job);
    const removed = before.records - kept;
    if (kept === 0 || removed === 0) return { removed, indexBytes: 0 };
    await writeSorted(connection, `SELECT * FROM ${KEPT}`, job.target);
    const written = await count(connection, readSegmentFiles([job.target]));
    if (written !== kept) throw new Error(`The segment holds ${written} records where ${kept} are to stay.`);
    const { keys, known } = await indexRecords(connection, KEPT, () => undefined);
    const { minId: _, maxId: __, ...unchanged } = before;
    const summary: SegmentSummary = {
      ...unchanged,
      generation: (before.generation ?? 0) + 1,
      kept: printFilter(job.keep),
      ...(await syncAndSum(job.target)),
      ...(await describeRecords(connection, KEPT)),
      ...known,
    };
    return { removed, summary, indexBytes: await writeIndex(job.index, summary, keys) };
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${KEPT}`);
  }
}

/** Reads what stays; nothing is read where that is all or nothing. */
async function take(connection: DuckDBConnection, { source, summary, keep }: RewriteJob): Promise<number> {
  const parameters = new Parameters();
  const condition = filterToSql(keep, attributeColumnsOf([summary]), parameters);
  const from = `FROM ${readSegmentFiles([source])}`;
  const never = new AbortController().signal;
  const [row = []] = await runStatement(
    connection,
    { sql: `SELECT count(*), count(*) FILTER (WHERE ${condition}) ${from}`, parameters: parameters.values },
    never,
  );
  const [records, kept] = [Number(row[0]), Number(row[1])];
  if (records !== summary.records)
    throw new Error(`It holds ${records} records where ${summary.records} were written.`);
  if (kept === 0 || kept === records) return kept;
  await runStatement(
    connection,
    {
      sql: `CREATE OR REPLACE TEMP TABLE ${KEPT} AS SELECT * ${from} WHERE ${condition}`,
      parameters: parameters.values,
    },
    never,
  );
  return count(connection, KEPT);
}
