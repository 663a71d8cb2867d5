import type { VerifyAnswer } from '@tailrace/store';
import type { Deadline } from './deadline.ts';
import { EVERYTHING } from './dsl/condition.ts';
import type { Searcher } from './searcher.ts';
import type { Server } from './server.ts';

/**
 * Reads every document once, and asks after shards that are not there.
 *
 * Documents that are no records are named; those that others wrote are whole all the same.
 */
export async function verifyStream(
  server: Server,
  searcher: Searcher,
  dataStream: string,
  deadline: Deadline,
): Promise<VerifyAnswer> {
  const problems: { file: string; reason: string }[] = [];
  const health = await server.ask({
    method: 'GET',
    path: `/_cluster/health/${encodeURIComponent(dataStream)}`,
    query: { level: 'indices', timeout: '1s', expand_wildcards: 'all' },
  });
  const { indices = {} } = health.body as { indices?: Readonly<Record<string, { readonly status: string }>> };
  for (const [file, { status }] of Object.entries(indices)) {
    if (status === 'red') problems.push({ file, reason: 'A shard of it is not there: its records are not found.' });
  }
  // The server would answer a search with a failure, and what is there is not all.
  if (problems.length > 0) return { ok: false, checked: 0, problems };
  const { hits } = await searcher.search({ size: 0, track_total_hits: true, query: EVERYTHING }, deadline);
  const documents = hits?.total?.value ?? 0;
  let checked = 0;
  for await (const page of searcher.records({ query: EVERYTHING, order: 'oldest' }, deadline, 5000))
    checked += page.length;
  if (checked < documents) {
    problems.push({
      file: dataStream,
      reason: `${documents - checked} documents are no records of Tailrace: they are left out of every answer.`,
    });
  }
  return { ok: problems.length === 0, checked, problems };
}
