import { TailraceError } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { MemoryStore, planParts, type QueryPlan, type StoreQuery } from '@tailrace/store';
import { describe, expect, it } from 'vitest';
import { start } from './fixtures/harness.ts';

interface Explanation {
  readonly source: string;
  readonly understood: string;
  readonly words: string;
  readonly notes: readonly string[];
  readonly problem?: { readonly message: string; readonly from: number; readonly to: number };
  readonly plan?: QueryPlan;
  readonly refused?: { readonly code: string; readonly message: string };
}

/** A store that tells how it would answer, and is never asked for a record. */
class PlanningStore extends MemoryStore {
  readonly planned: StoreQuery[] = [];
  failure: Error | undefined;
  isStuck = false;

  override async explain(query: StoreQuery): Promise<QueryPlan> {
    this.planned.push(query);
    if (this.isStuck) await new Promise(() => undefined);
    if (this.failure !== undefined) throw this.failure;
    const readings = [{ unit: 'segments', total: 9, read: 2, pruned: [{ reason: 'too old', count: 7 }] }];
    return { engine: 'planning', readings, statements: [], parts: planParts(query, () => false), notes: [] };
  }

  override query(): never {
    throw new Error('An explanation reads no records.');
  }
}

/** What has happened by now on a quiet machine. */
const PATIENT = { timeout: 10_000 };

const path = (q: string, more = ''): string => `/v1/explain?q=${encodeURIComponent(q)}${more}`;

describe('GET /v1/explain [E3]', () => {
  it('says a query in words, and how the store would answer it, without asking it for records', async () => {
    const store = new PlanningStore();
    const { get } = await start({ store });
    const response = await get(path('level>=warn timeout | count by service', '&from=2026-01-01T00:00:00Z'));
    expect(response.status).toBe(200);
    const answer = (await response.json()) as Explanation;
    expect(answer).toMatchObject({
      source: 'level>=warn timeout | count by service',
      understood: 'level>=warn timeout | count by service',
      words: 'Records whose level is warn or above, and whose message contains "timeout". Then count them by service.',
      notes: [],
      plan: { engine: 'planning', parts: [{ where: 'engine' }, { what: 'count by service', where: 'memory' }] },
    });
    expect(answer.problem).toBeUndefined();
    expect(store.planned[0]?.from).toBe(Date.UTC(2026, 0, 1));
  });

  it('shows the place of a mistake, and what is searched instead', async () => {
    const { get } = await start({ store: new PlanningStore() });
    const answer = (await (await get(path('level>=wran x'))).json()) as Explanation;
    expect(answer.problem).toMatchObject({ from: 7, to: 11, message: expect.stringContaining("'warn'") });
    expect(answer.words).toContain('whose message contains');
    expect(answer.notes).toHaveLength(1);
  });

  it('leaves the plan out where the store makes none, and where nobody wants one', async () => {
    const silent = Object.defineProperty(new MemoryStore(), 'explain', { value: undefined });
    const plain = await start({ store: silent });
    expect(await (await plain.get(path('a'))).json()).not.toHaveProperty('plan');
    const store = new PlanningStore();
    const planning = await start({ store });
    expect(await (await planning.get(path('a', '&plan=no'))).json()).not.toHaveProperty('plan');
    expect(store.planned).toEqual([]);
    expect((await planning.get(path('a', '&plan=perhaps'))).status).toBe(400);
    expect((await planning.get(path('a', '&plans=no'))).status).toBe(400);
  });

  it('explains also what the store refuses to answer; a store that is away is a failure', async () => {
    const store = new PlanningStore();
    const { get } = await start({ store });
    store.failure = new TailraceError('TAILRACE_QUERY_UNSUPPORTED', 'No such pipe here.');
    const refused = (await (await get(path('a'))).json()) as Explanation;
    expect(refused.refused).toEqual({ code: 'TAILRACE_QUERY_UNSUPPORTED', message: 'No such pipe here.' });
    expect(refused.words).toContain('whose message contains "a"');
    store.failure = new TailraceError('TAILRACE_STORE_UNAVAILABLE', 'The server is away.');
    const away = await get(path('a'));
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).toBe('5');
  });

  it('waits for a plan no longer than for an answer', async () => {
    const clock = new FakeClock();
    const store = new PlanningStore();
    store.isStuck = true;
    const { get } = await start({ store, clock });
    const asked = get(path('a', '&timeout=4000'));
    await expect.poll(() => store.planned.length, PATIENT).toBe(1);
    await clock.advance(4000);
    expect(await (await asked).json()).toMatchObject({ refused: { code: 'TAILRACE_QUERY_LIMIT' } });
  });

  it('takes one of the turns of its token, and is audited where the plan tells of what is stored [E10]', async () => {
    const store = new PlanningStore();
    const tokens = [{ token: 'reading-token-1', role: 'read', name: 'anna' }] as const;
    const { get, collector } = await start({ store, tokens, maxQueriesPerToken: 1 });
    const authorization = 'Bearer reading-token-1';
    expect((await get(path('a'))).status).toBe(401);
    store.isStuck = true;
    const leaving = new AbortController();
    const stuck = fetch(`${collector.url}${path('first')}`, {
      headers: { authorization },
      signal: leaving.signal,
    }).catch(() => undefined);
    await expect.poll(() => store.planned.length, PATIENT).toBe(1);
    expect((await get(path('second'), { authorization })).status).toBe(429);
    leaving.abort();
    await stuck;
    store.isStuck = false;
    await expect.poll(async () => (await get(path('words', '&plan=no'), { authorization })).status, PATIENT).toBe(200);
    await collector.close();
    const audited: unknown[] = [];
    for await (const { kind, attributes } of store.stream({
      filter: { type: 'everything' },
      pipes: [],
    })) {
      if (kind === 'audit') audited.push([attributes?.['action'], attributes?.['target']]);
    }
    expect(audited).toEqual([['records.explain', 'first']]);
  });
});
