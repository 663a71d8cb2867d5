import { readFile, writeFile } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { messageTemplate } from '@tailrace/query';
import { BASE_COLUMN_NAMES, PATTERN_COLUMN, quoted, readHotFiles, readSegmentFiles } from './columns.ts';
import { linesOf } from './hot-file.ts';
import { measureLines } from './measure-lines.ts';
import { choosePromotion, type Promotion, promotedSelect, promotedSource } from './promote.ts';
import { repairLines } from './repair.ts';
import {
  count,
  describeRecords,
  type Indexed,
  indexRecords,
  syncAndSum,
  writeIndex,
  writeSorted,
} from './segment-writing.ts';
import type { SegmentSummary } from './segment-index.ts';

/** Write-ahead files that follow one another, to be made into one segment. */
export interface CompactionJob {
  readonly sources: readonly string[];
  /** The Parquet file and the index file to write; the parent gives them their names when all is well. */
  readonly target: string;
  readonly index: string;
  /** A file for lines rewritten so that DuckDB reads them. */
  readonly repaired: string;
  /** Where lines go that hold no record. */
  readonly rejected: string;
  readonly first: number;
  readonly last: number;
  readonly arrivedAt: number;
}

/** What a compaction made; no segment where the file held no record. */
export interface CompactionResult {
  readonly summary?: SegmentSummary;
  readonly indexBytes: number;
  readonly rejectedLines: number;
}

const RAW = 'raw_records';
const PATTERNS = 'raw_patterns';

/**
 * Makes a segment of write-ahead files: typed columns ordered by `(timestamp, id)`, templates of the messages, and an
 * index of ids and words. Both files are complete and synced when this resolves; nothing has its final name yet.
 */
export async function compact(connection: DuckDBConnection, job: CompactionJob): Promise<CompactionResult> {
  try {
    const { records, rejectedLines } = await load(connection, job);
    if (records === 0) return { indexBytes: 0, rejectedLines };
    const { keys, known } = await indexAndMakePatterns(connection);
    const { promoted, otherKeys } = await choosePromotion(connection, RAW);
    await writeParquet(connection, job.target, promoted);
    const written = await count(connection, readSegmentFiles([job.target]));
    if (written !== records) throw new Error(`The segment holds ${written} records where ${records} were read.`);
    const summary: SegmentSummary = {
      first: job.first,
      last: job.last,
      ...(await syncAndSum(job.target)),
      ...(await describeRecords(connection, RAW)),
      ...known,
      promoted,
      ...(otherKeys !== undefined && { otherKeys }),
      arrivedAt: job.arrivedAt,
    };
    const indexBytes = await writeIndex(job.index, summary, keys);
    return { summary, indexBytes, rejectedLines };
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${RAW}; DROP TABLE IF EXISTS ${PATTERNS}`);
  }
}

async function load(
  connection: DuckDBConnection,
  job: CompactionJob,
): Promise<{ records: number; rejectedLines: number }> {
  const { lines, longest } = await measureLines(job.sources);
  const records = await loadFrom(connection, job.sources, longest);
  if (records === lines) return { records, rejectedLines: 0 };
  const contents = await Promise.all(job.sources.map((path) => readFile(path)));
  const { good, bad } = repairLines(contents.flatMap((bytes) => [...linesOf(bytes)]));
  await writeFile(job.repaired, good.map((line) => `${line}\n`).join(''));
  const repaired = good.length === 0 ? await dropAll(connection) : await loadFrom(connection, [job.repaired]);
  if (repaired !== good.length)
    throw new Error(`${good.length - repaired} lines of ${job.sources.join(', ')} could not be read.`);
  if (bad.length > 0) await writeFile(job.rejected, bad.map((line) => `${line}\n`).join(''), { flush: true });
  return { records: repaired, rejectedLines: bad.length };
}

async function loadFrom(connection: DuckDBConnection, paths: readonly string[], longestLine?: number): Promise<number> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${RAW} AS SELECT * FROM ${readHotFiles(paths, longestLine)}
     WHERE timestamp IS NOT NULL AND id IS NOT NULL AND level IS NOT NULL AND severity IS NOT NULL AND message IS NOT NULL`,
  );
  return count(connection, RAW);
}

async function dropAll(connection: DuckDBConnection): Promise<number> {
  await connection.run(`DELETE FROM ${RAW}`);
  return 0;
}

/** Passes once over the records: keys for the index, and a table of templates that runs beside the records. */
async function indexAndMakePatterns(connection: DuckDBConnection): Promise<Indexed> {
  const places = new Map<string, number>();
  const patterns: number[] = [];
  const indexed = await indexRecords(connection, RAW, (message) => {
    const pattern = messageTemplate(message);
    // DuckDB's lists begin at 1.
    const place = places.get(pattern) ?? places.size + 1;
    if (place > places.size) places.set(pattern, place);
    patterns.push(place);
  });
  // Patterns repeat: each goes over once, and a number for each record.
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${PATTERNS} AS SELECT patterns[place] AS ${PATTERN_COLUMN}
     FROM (SELECT unnest(from_json($1::JSON, '["INTEGER"]')) AS place), (SELECT from_json($2::JSON, '["VARCHAR"]') AS patterns)`,
    [JSON.stringify(patterns), JSON.stringify([...places.keys()])],
  );
  return indexed;
}

async function writeParquet(connection: DuckDBConnection, target: string, promotion: Promotion): Promise<void> {
  const plain = BASE_COLUMN_NAMES.filter((name) => name !== 'attributes').map(quoted);
  await writeSorted(
    connection,
    `SELECT ${plain.join(', ')}, ${PATTERN_COLUMN}, ${promotedSelect(promotion)}
     FROM (SELECT *, ${promotedSource(promotion)} AS promoted FROM ${RAW} POSITIONAL JOIN ${PATTERNS})`,
    target,
  );
}
