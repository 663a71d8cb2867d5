import { auditSchema, type LogRecord } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { type Harness, start } from './fixtures/harness.ts';

const TOKEN = 'read-token-0123456';
const tokens = [{ token: TOKEN, role: 'read', name: 'anna' }] as const;
const authorization = `Bearer ${TOKEN}`;

async function audited({ store, collector }: Harness): Promise<LogRecord[]> {
  await collector.close();
  return store.records.filter(({ kind }) => kind === 'audit');
}

const actions = (records: readonly LogRecord[]): unknown[] => records.map(({ attributes }) => attributes?.['action']);

describe('the audit of reads and exports [E10]', () => {
  it('says who read what, in the form that the audit schema declares', async () => {
    const harness = await start({ tokens });
    await harness.get('/v1/query?q=level:error', { authorization });
    await harness.get('/v1/query?q=secret', { authorization, accept: 'application/x-ndjson' });
    await harness.get('/v1/records/some-id', { authorization });
    await harness.get('/v1/records/some-id/context', { authorization });
    const records = await audited(harness);
    expect(actions(records)).toEqual(['records.query', 'records.export', 'records.record', 'records.context']);
    for (const { attributes, level, severity } of records) {
      expect(auditSchema.check(attributes)).toBeUndefined();
      expect(attributes).toMatchObject({ actor: 'anna', actor_type: 'token', client_address: '127.0.0.1' });
      expect([level, severity]).toEqual(['audit', 12]);
    }
    expect(records[0]?.attributes).toMatchObject({ target: 'level:error', target_type: 'query' });
    expect(records[2]?.attributes).toMatchObject({ target: 'some-id', target_type: 'record' });
    expect(JSON.stringify(records)).not.toContain(TOKEN);
  });

  it('notes what shows values and counts of records too, and who completes once a minute', async () => {
    const clock = new FakeClock();
    const harness = await start({ tokens, clock });
    const ask = (path: string): Promise<Response> => harness.get(path, { authorization });
    await ask('/v1/fields?q=level:error');
    await ask('/v1/histogram?q=level:error&from=-1h');
    for (const q of ['l', 'le', 'lev']) await ask(`/v1/complete?q=${q}`);
    await clock.advance(60_000);
    await ask('/v1/complete?q=later');
    const records = await audited(harness);
    expect(actions(records)).toEqual(['records.fields', 'records.histogram', 'records.complete', 'records.complete']);
    expect(records.map(({ attributes }) => attributes?.['target'])).toEqual([
      'level:error',
      'level:error',
      'l',
      'later',
    ]);
    for (const { attributes } of records) expect(auditSchema.check(attributes)).toBeUndefined();
  });

  it('leaves out what was refused, and what shows no records', async () => {
    const harness = await start({ tokens });
    await harness.get('/v1/query');
    await harness.get('/v1/stats', { authorization });
    await harness.get('/metrics', { authorization });
    expect(await audited(harness)).toEqual([]);
  });

  it('can be cut down to exports, switched off, and is off where nobody needs a token', async () => {
    const ask = async (harness: Harness): Promise<unknown[]> => {
      await harness.get('/v1/query', { authorization });
      await harness.get('/v1/query', { authorization, accept: 'application/x-ndjson' });
      return actions(await audited(harness));
    };
    expect(await ask(await start({ tokens, audit: 'exports' }))).toEqual(['records.export']);
    expect(await ask(await start({ tokens, audit: 'none' }))).toEqual([]);
    expect(await ask(await start())).toEqual([]);
  });

  it('reports a store that does not take it, and lets the reading go on', async () => {
    const harness = await start({ tokens });
    harness.store.append = () => Promise.reject(new Error('no disk'));
    const response = await harness.get('/v1/query', { authorization });
    expect(response.status).toBe(200);
    await harness.collector.close();
    expect(harness.events).toContainEqual(expect.objectContaining({ name: 'store.failed', records: 1 }));
  });
});
