import { connect } from 'node:net';
import { TailraceError } from '@tailrace/core';
import type { Answer } from '@tailrace/query';
import { MemoryStore, type QueryOptions, type StoreQuery } from '@tailrace/store';
import { describe, expect, it } from 'vitest';
import { start } from './fixtures/harness.ts';

/** A store whose answers wait until a test lets them go, or their client leaves. */
class WaitingStore extends MemoryStore {
  readonly held: (() => void)[] = [];
  readonly timeouts: (number | undefined)[] = [];
  cancelled = 0;

  override async query(query: StoreQuery, options: QueryOptions = {}): Promise<Answer> {
    this.timeouts.push(options.timeoutMillis);
    await new Promise<void>((resolve, reject) => {
      this.held.push(resolve);
      options.signal?.addEventListener('abort', () => {
        this.cancelled += 1;
        reject(new TailraceError('TAILRACE_QUERY_CANCELLED', 'The query was cancelled.'));
      });
    });
    return super.query(query);
  }
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

describe('the limits of questions [E3]', () => {
  it('are a number of questions at once for each token; one that ended makes room', async () => {
    const store = new WaitingStore();
    const { get } = await start({
      store,
      maxQueriesPerToken: 2,
      tokens: [
        { token: 'one-token', role: 'read', name: 'one' },
        { token: 'two-token', role: 'read', name: 'two' },
      ],
    });
    const first = [get('/v1/query', bearer('one-token')), get('/v1/query', bearer('one-token'))];
    await expect.poll(() => store.held.length).toBe(2);
    const refused = await get('/v1/query', bearer('one-token'));
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({
      error: { code: 'TAILRACE_TOO_MANY_QUERIES', message: expect.stringContaining("'one'") },
    });
    const other = get('/v1/query', bearer('two-token'));
    await expect.poll(() => store.held.length).toBe(3);
    expect(await (await get('/metrics', bearer('one-token'))).text()).toContain('tailrace_queries_under_way 3\n');
    for (const release of store.held) release();
    for (const answer of [...first, other]) expect((await answer).status).toBe(200);
    const next = get('/v1/query', bearer('one-token'));
    await expect.poll(() => store.held.length).toBe(4);
    store.held[3]?.();
    expect((await next).status).toBe(200);
  });

  it('let a question go whose client has left', async () => {
    const store = new WaitingStore();
    const { url, get } = await start({ store, maxQueriesPerToken: 1 });
    const leaving = new AbortController();
    const left = fetch(`${url}/v1/query`, { signal: leaving.signal }).catch(() => undefined);
    await expect.poll(() => store.held.length).toBe(1);
    leaving.abort();
    await left;
    await expect.poll(() => store.cancelled).toBe(1);
    const next = get('/v1/query');
    await expect.poll(() => store.held.length).toBe(2);
    store.held[1]?.();
    expect((await next).status).toBe(200);
  });

  it('let go of a question, too, that stands behind another one on a connection which is gone', async () => {
    const store = new WaitingStore();
    const { url, get } = await start({ store, maxQueriesPerToken: 2 });
    const { hostname, port } = new URL(url);
    const client = connect(Number(port), hostname);
    client.write('GET /v1/query HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2));
    await expect.poll(() => store.held.length).toBe(2);
    client.destroy();
    await expect.poll(() => store.cancelled).toBe(2);
    await expect.poll(async () => (await get('/metrics')).text()).toContain('tailrace_queries_under_way 0\n');
  });

  it('are a time that no question may ask to exceed', async () => {
    const store = new WaitingStore();
    const { get } = await start({ store, maxQueryMillis: 5000 });
    expect((await get('/v1/query?timeout=5001')).status).toBe(400);
    const asked = [get('/v1/query?timeout=4000'), get('/v1/query')];
    await expect.poll(() => store.held.length).toBe(2);
    for (const release of store.held) release();
    await Promise.all(asked);
    expect(new Set(store.timeouts)).toEqual(new Set([4000, 5000]));
  });
});

describe('a store behind a network that is away [X5]', () => {
  class AwayStore extends MemoryStore {
    override readonly name: string = 'away';
    readonly waiting?: () => { records: number; bytes: number };

    constructor(buffers: boolean) {
      super();
      if (buffers) this.waiting = () => ({ records: 7, bytes: 700 });
    }

    override async query(): Promise<Answer> {
      throw new TailraceError('TAILRACE_STORE_UNAVAILABLE', 'Nobody listens on 5432.');
    }

    override async stats(): ReturnType<MemoryStore['stats']> {
      throw new TailraceError('TAILRACE_STORE_UNAVAILABLE', 'Nobody listens on 5432.');
    }
  }

  it('answers questions with 503 and a time to come again', async () => {
    const { get } = await start({ store: new AwayStore(true) });
    const answer = await get('/v1/query');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await answer.json()).toEqual({
      error: { code: 'TAILRACE_STORE_UNAVAILABLE', message: 'Nobody listens on 5432.' },
    });
  });

  it('leaves the collector ready for senders where it buffers, and only there', async () => {
    const buffering = await start({ store: new AwayStore(true) });
    expect((await buffering.get('/readyz')).status).toBe(200);
    const metrics = await (await buffering.get('/metrics')).text();
    expect(metrics).toContain('tailrace_store_up 0\n');
    expect(metrics).toContain('tailrace_store_waiting_records 7\n');
    const other = await start({ store: new AwayStore(false) });
    expect((await other.get('/readyz')).status).toBe(503);
  });
});
