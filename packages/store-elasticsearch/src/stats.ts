import type { StoreStats } from '@tailrace/store';
import type { BackingIndex } from './backing-indexes.ts';
import type { Deadline } from './deadline.ts';
import { TIME } from './dsl/document-fields.ts';
import type { Searcher } from './searcher.ts';
import { isAbsentEndpoint, type Server } from './server.ts';

/** Answers what the data stream holds. */
export async function statsOf(
  server: Server,
  searcher: Searcher,
  dataStream: string,
  backing: readonly BackingIndex[],
  deadline: Deadline,
): Promise<StoreStats> {
  const aggs = { oldest: { min: { field: TIME } }, newest: { max: { field: TIME } } };
  const { hits, aggregations } = await searcher.search({ size: 0, track_total_hits: true, aggs }, deadline);
  const [oldest, newest] = [aggregations?.oldest, aggregations?.newest] as ({ value?: number | null } | undefined)[];
  return {
    records: hits?.total?.value ?? 0,
    bytes: await bytesOf(server, dataStream),
    segments: backing.length,
    ...(typeof oldest?.value === 'number' && { oldest: oldest.value }),
    ...(typeof newest?.value === 'number' && { newest: newest.value }),
    damaged: [],
  };
}

/** Bytes of the primary shards; 0 where the server does not tell. */
export async function bytesOf(server: Server, path: string): Promise<number> {
  const answer = await server.ask({
    method: 'GET',
    path: `/${encodeURIComponent(path)}/_stats/store`,
    query: { filter_path: '_all.primaries.store.size_in_bytes' },
  });
  if (answer.status >= 300 || isAbsentEndpoint(answer)) return 0;
  const found = answer.body as { _all?: { primaries?: { store?: { size_in_bytes?: number } } } };
  return found._all?.primaries?.store?.size_in_bytes ?? 0;
}
