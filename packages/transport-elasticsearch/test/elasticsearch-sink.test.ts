import { Client } from '@elastic/elasticsearch';
import { newRecordId } from '@tailrace/core';
import type { Batch, Outcome } from '@tailrace/delivery';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sinkOf } from '../src/elasticsearch-transport.ts';
import { FakeElasticsearch } from './fixtures/fake-elasticsearch.ts';

let fake: FakeElasticsearch;
beforeEach(async () => {
  fake = await FakeElasticsearch.start();
});
afterEach(() => fake.close());

function batchOf(...bodies: readonly string[]): Batch {
  const entries = bodies.map((body) => ({ id: newRecordId(), timestamp: 0, severity: 9, route: '', body }));
  return { entries, encode: () => Promise.reject(new Error('not asked for')) };
}

const { signal } = new AbortController();

describe('ElasticsearchSink', () => {
  it('sets a document aside at which the server has failed twenty times, and no sooner', async () => {
    const error = { type: 'null_pointer_exception', reason: 'no' };
    fake.options = { item: ({ body }) => (body.includes('bad') ? { status: 500, error } : undefined) };
    const sink = sinkOf({ node: fake.address });
    const bad = batchOf('{"bad":1}');
    const outcomes: Outcome[] = [];
    for (let turn = 0; turn < 20; turn += 1) outcomes.push(await sink.send(bad, signal));
    expect(outcomes.slice(0, 19).every(({ status }) => status === 'retryable')).toBe(true);
    expect(outcomes[19]).toEqual({
      status: 'partial',
      retry: [],
      rejected: [{ index: 0, reason: '500 null_pointer_exception: no' }],
    });
    await sink.close();
  });

  it('tries once, even with a client that would try again by itself', async () => {
    fake.options = { answer: () => ({ status: 503 }) };
    const client = new Client({ node: fake.address, maxRetries: 5 });
    for (const setup of [true, false]) {
      fake.asked.length = 0;
      expect(await sinkOf({ client, setup }).send(batchOf('{}'), signal)).toMatchObject({ status: 'retryable' });
      expect(fake.asked).toHaveLength(1);
    }
    await client.close();
  });

  it('writes no request into the bytes of one that has no answer yet', async () => {
    const sink = sinkOf({ node: fake.address, index: 'abc', setup: false });
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    for (let round = 0; round < 3; round += 1) {
      const outcomes = await Promise.all(numbers.map((n) => sink.send(batchOf(`{"n":${round * 40 + n}}`), signal)));
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['delivered']));
    }
    const stored = fake.stored.map(({ body }) => (JSON.parse(body) as { n: number }).n);
    expect(stored.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, n) => n));
    await sink.close();
  });

  it('says which entries it could not send, whatever became of the others', async () => {
    const sink = sinkOf({ node: fake.address, index: 'abc', setup: false });
    const batch = batchOf('no object', '{"n":1}', '{"n":2}');
    expect(await sink.send(batch, signal)).toMatchObject({ status: 'partial', retry: [], rejected: [{ index: 0 }] });
    fake.options = { item: () => ({ status: 429 }) };
    expect(await sink.send(batch, signal)).toMatchObject({
      status: 'partial',
      retry: [1, 2],
      rejected: [{ index: 0 }],
    });
    expect(await sink.send(batchOf('nor this'), signal)).toMatchObject({ status: 'partial', rejected: [{ index: 0 }] });
    await sink.close();
  });

  it('is known by its addresses and its name, without who writes', async () => {
    const sink = sinkOf({
      nodes: ['http://ann:secret@b:9200/path', 'http://a:9200'],
      dataStream: 'logs-acme.{kind}-x',
    });
    expect(sink.destination).toBe('http://a:9200/,http://b:9200/path logs-acme.{kind}-x');
    expect(sink.traits).toEqual({ ordered: false, repeats: 'ignored', borrows: true });
    await sink.close();
  });
});
