import './exact-texts.ts';
import { DuckDBInstance } from '@duckdb/node-api';
import type { WireRecord } from '@tailrace/core';
import { answerInMemory, type RecordQuery } from '@tailrace/query';
import { FieldCounter, type FieldSummary } from '@tailrace/store';
import { childSettings, serveParent } from './child-loop.ts';
import { literal } from './columns.ts';
import { countRecords, knownIds, type KnownJob } from './look-up.ts';
import { readRecords, type RecordsJob } from './read-records.ts';
import { readTable, type TableJob } from './read-table.ts';

/** What the parent hands to a query process at its start. */
export interface ReaderSettings {
  readonly directory: string;
  /** Where segments are that were fetched from the archive. */
  readonly fetched: string;
  readonly memoryBytes: number;
  readonly threads: number;
}

/** Records that pipes are run over once they are read. */
export interface PipedJob {
  readonly records: RecordsJob;
  readonly query: RecordQuery;
}

/** Records whose fields are summed up. */
export interface FieldsJob {
  readonly records: RecordsJob;
  readonly values: number;
}

const settings = childSettings() as ReaderSettings;

/**
 * Nothing but the store's folders can be reached from a query, and nothing of that can be switched back on. A join is done
 * as it is written, with the small side last: DuckDB guesses sizes, and would hold all records in memory for a few.
 */
const connected = DuckDBInstance.create(':memory:', {
  threads: String(settings.threads),
  memory_limit: `${Math.floor(settings.memoryBytes / 1024 / 1024)}MB`,
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
}).then(async (instance) => {
  const connection = await instance.connect();
  await connection.run(`
    SET TimeZone = 'UTC';
    SET preserve_insertion_order = false;
    SET temp_directory = '';
    SET parquet_metadata_cache = true;
    SET disabled_optimizers = 'join_order,build_side_probe_side';
    SET allowed_directories = [${literal(settings.directory)}, ${literal(settings.fetched)}];
    SET enable_external_access = false;
    SET lock_configuration = true;
  `);
  return connection;
});

serveParent({
  records: async (job: RecordsJob, signal) => readRecords(await connected, job, signal),
  table: async (job: TableJob, signal) => readTable(await connected, job, signal),
  piped: async (job: PipedJob, signal) =>
    answerInMemory(job.query, await readRecords(await connected, job.records, signal), { signal }),
  known: async (job: KnownJob, signal) => knownIds(await connected, job, signal),
  count: async (job: { path: string }, signal) => countRecords(await connected, job.path, signal),
  fields: async (job: FieldsJob, signal) =>
    fieldsOf(await readRecords(await connected, job.records, signal), job.values),
});

function fieldsOf(records: readonly WireRecord[], values: number): readonly FieldSummary[] {
  const counter = new FieldCounter();
  for (const record of records) counter.add(record);
  return counter.summaries(values);
}
