import { describe, expect, it } from 'vitest';
import type { Deadline } from '../src/deadline.ts';
import type { Searcher } from '../src/searcher.ts';
import type { Server } from '../src/server.ts';
import { verifyStream } from '../src/verify.ts';

describe('Verifying a data stream', () => {
  it('names an index whose shard is not there, though no search of it can be answered', async () => {
    const indices = { '.ds-logs-000001': { status: 'red' }, '.ds-logs-000002': { status: 'yellow' } };
    const server = { ask: () => Promise.resolve({ status: 200, body: { indices } }) } as unknown as Server;
    const searcher = { search: () => Promise.reject(new Error('all shards failed')) } as unknown as Searcher;
    expect(await verifyStream(server, searcher, 'logs', {} as Deadline)).toMatchObject({
      ok: false,
      problems: [{ file: '.ds-logs-000001', reason: expect.stringContaining('shard') as string }],
    });
  });
});
