import { rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal, readSegmentFiles } from './columns.ts';
import { isDiskFull } from './disk-full.ts';
import { otherKeysOf, type Promotion, promotionOfColumns } from './promote.ts';
import { describeRecords, indexRecords, sizeAndSum, writeIndex } from './segment-writing.ts';
import type { SegmentSummary } from './segment-index.ts';

/** A segment whose index file is lost or damaged. */
export interface RebuildJob {
  readonly parquet: string;
  readonly index: string;
  readonly first: number;
  readonly last: number;
  readonly generation?: number;
  readonly arrivedAt: number;
}

/** Makes the index of a segment from its Parquet file again, reading all of it. */
export async function rebuildIndex(
  connection: DuckDBConnection,
  job: RebuildJob,
): Promise<{ summary: SegmentSummary; indexBytes: number }> {
  const source = readSegmentFiles([job.parquet]);
  const { keys, known } = await indexRecords(connection, source, () => undefined);
  const { promoted, otherKeys } = await otherKeysOf(connection, source, await promotionOf(connection, job.parquet));
  const summary: SegmentSummary = {
    first: job.first,
    last: job.last,
    ...(job.generation !== undefined && { generation: job.generation }),
    ...(await sizeAndSum(job.parquet)),
    ...(await describeRecords(connection, source)),
    ...known,
    promoted,
    ...(otherKeys !== undefined && { otherKeys }),
    arrivedAt: job.arrivedAt,
  };
  try {
    return { summary, indexBytes: await writeIndex(job.index, summary, keys) };
  } catch (error) {
    // The segment is whole, and is served; the next start tries again.
    if (!isDiskFull(error)) throw error;
    await rm(job.index, { force: true });
    return { summary, indexBytes: 0 };
  }
}

async function promotionOf(connection: DuckDBConnection, path: string): Promise<Promotion> {
  const reader = await connection.runAndReadAll(`SELECT name FROM parquet_schema(${literal(path)})`);
  return promotionOfColumns(reader.getRows().map((row) => String(row[0])));
}
