import './exact-texts.ts';
import { DuckDBInstance } from '@duckdb/node-api';
import { childSettings, serveParent } from './child-loop.ts';
import { compact, type CompactionJob } from './compaction.ts';
import { rebuildIndex, type RebuildJob } from './rebuild.ts';
import { rewrite, type RewriteJob } from './rewriting.ts';

/** What the parent hands to the compactor at its start. */
export interface CompactorSettings {
  readonly memoryBytes: number;
}

const { memoryBytes } = childSettings() as CompactorSettings;
const megabytes = Math.max(64, Math.floor(memoryBytes / 1024 / 1024));

/** Freed memory goes back to the system in pieces of this size: what lies around adds to the peak of the next segment. */
const FLUSH_BYTES = '32MB';

const connected = DuckDBInstance.create(':memory:', {
  threads: '1',
  memory_limit: `${megabytes}MB`,
  allocator_flush_threshold: FLUSH_BYTES,
  allocator_bulk_deallocation_flush_threshold: FLUSH_BYTES,
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
}).then(async (instance) => {
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return connection;
});

serveParent({
  compact: async (job: CompactionJob) => ({
    ...(await compact(await connected, job)),
    memoryBytes: process.memoryUsage.rss(),
  }),
  rebuild: async (job: RebuildJob) => rebuildIndex(await connected, job),
  rewrite: async (job: RewriteJob) => rewrite(await connected, job),
});
