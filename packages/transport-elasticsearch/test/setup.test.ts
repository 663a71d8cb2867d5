import { defineRecord, logSchema } from '@tailrace/core';
import { ecsFormat, ecsTemplate } from '@tailrace/format-ecs';
import { newRecordId, Diagnostics } from '@tailrace/core';
import type { Batch, Outcome } from '@tailrace/delivery';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sinkOf } from '../src/elasticsearch-transport.ts';
import type { ElasticsearchTransportOptions } from '../src/index.ts';
import { FakeElasticsearch, type FakeOptions } from './fixtures/fake-elasticsearch.ts';

const TEMPLATE = '/_index_template/tailrace-logs-tailrace-default';
const POLICY = '/_ilm/policy/tailrace-logs-tailrace-default';

let fake: FakeElasticsearch;
let reports: string[];

beforeEach(async () => {
  fake = await FakeElasticsearch.start();
  reports = [];
});
afterEach(() => fake.close());

async function send(options: Partial<ElasticsearchTransportOptions> = {}, route = ''): Promise<Outcome> {
  const diagnostics = new Diagnostics();
  diagnostics.subscribe(({ name, message }) => reports.push(`${name}: ${message}`));
  const sink = sinkOf({ node: fake.address, diagnostics, ...options });
  const entry = { id: newRecordId(), timestamp: 0, severity: 9, route, body: '{"@timestamp":"2026-01-01T00:00:00Z"}' };
  const batch: Batch = { entries: [entry], encode: () => Promise.reject(new Error('not asked for')) };
  const outcome = await sink.send(batch, new AbortController().signal);
  await sink.close();
  return outcome;
}

function asked(): string[] {
  return fake.asked.map(({ method, path }) => `${method} ${path.split('?')[0]}`);
}

function behave(options: FakeOptions): void {
  fake.options = options;
}

describe('what is put in place before the first document', () => {
  it('is a policy and a template of the declared fields, once [X4]', async () => {
    expect(await send()).toEqual({ status: 'delivered' });
    expect(fake.installed.get(POLICY)).toMatchObject({
      policy: {
        phases: { hot: { actions: { rollover: { max_age: '30d', max_primary_shard_size: '53687091200b' } } } },
      },
    });
    const template = fake.installed.get(TEMPLATE) as {
      template: { settings: object; mappings: { properties: object } };
    };
    expect(template).toMatchObject({
      index_patterns: ['logs-tailrace-default'],
      data_stream: {},
      version: 1,
      _meta: { kind: 'log', managed_by: 'tailrace', installed_version: 1 },
    });
    expect(template.template.settings).toEqual({ 'index.lifecycle.name': 'tailrace-logs-tailrace-default' });
    for (const field of Object.keys(logSchema.fields)) {
      expect(template.template.mappings.properties).toHaveProperty(field === 'timestamp' ? ['@timestamp'] : [field]);
    }
    expect(reports).toEqual([]);
  });

  it('is left alone the second time', async () => {
    await send();
    fake.asked.length = 0;
    await send();
    expect(asked()).toEqual([`GET ${POLICY}`, `GET ${TEMPLATE}`, 'POST /logs-tailrace-default/_bulk']);
  });

  it('is put in place anew where options changed it, and not where a newer version did', async () => {
    await send();
    await send({ settings: { number_of_replicas: 0 } });
    expect(fake.installed.get(TEMPLATE)).toMatchObject({ template: { settings: { number_of_replicas: 0 } } });
    const newer = {
      _meta: { managed_by: 'tailrace', installed_version: 2 },
      data_stream: {},
      index_patterns: ['logs-*'],
    };
    fake.installed.set(TEMPLATE, newer);
    await send();
    expect(fake.installed.get(TEMPLATE)).toBe(newer);
    expect(reports).toEqual([]);
  });

  it('is never written over what somebody else made, and says so', async () => {
    const foreign = { _meta: { by: 'ann' }, data_stream: {}, index_patterns: ['logs-*'] };
    fake.installed.set(TEMPLATE, foreign);
    expect(await send()).toEqual({ status: 'delivered' });
    expect(fake.installed.get(TEMPLATE)).toBe(foreign);
    expect(reports.join()).toMatch(/sink\.setup: The index template .* was made by somebody else/);
  });

  it('is one template for each kind where the kind is in the name, with its fields', async () => {
    const order = defineRecord('shop.order', { total: { type: 'number', description: 'Sum.' } });
    await send({ dataStream: 'logs-acme.{service}-{kind}', schemas: [order] }, 'logs-acme.shop-audit');
    const templates = [...fake.installed].filter(([path]) => path.startsWith('/_index_template/'));
    expect(templates.map(([, { index_patterns }]) => index_patterns)).toEqual([
      ['logs-acme.*-log'],
      ['logs-acme.*-event'],
      ['logs-acme.*-llm.call'],
      ['logs-acme.*-audit'],
      ['logs-acme.*-shop.order'],
    ]);
    expect(JSON.stringify(templates.at(-1))).toContain('"total":{"type":"double"}');
  });

  it('is the template of the Elastic Common Schema where that is the form', async () => {
    await send({ formatter: ecsFormat() });
    expect(fake.installed.get(TEMPLATE)).toMatchObject({
      _meta: { ecs_version: '9.4.0', managed_by: 'tailrace' },
      template: { mappings: { properties: { labels: { type: 'flattened' } } } },
    });
  });

  it('knows the namespace where the application says it', async () => {
    const formatter = ecsFormat({ namespace: 'Shop' });
    await send({ formatter, template: (_, options) => ecsTemplate({ ...options, namespace: 'Shop' }) });
    expect(fake.installed.get(TEMPLATE)).toHaveProperty('template.mappings.properties.Shop');
  });

  it('is what the application makes, where it makes it', async () => {
    const template = (_: unknown, { patterns }: { patterns: readonly string[] }): { template: object } =>
      ({ index_patterns: patterns, data_stream: {}, template: { mappings: { dynamic: true } } }) as never;
    await send({ template });
    expect(fake.installed.get(TEMPLATE)).toMatchObject({ template: { mappings: { dynamic: true } } });
  });

  it('is the template alone, or nothing, where that is asked for', async () => {
    await send({ setup: 'template' });
    expect([...fake.installed.keys()]).toEqual([TEMPLATE]);
    fake.asked.length = 0;
    await send({ setup: false });
    expect(asked()).toEqual(['POST /logs-tailrace-default/_bulk']);
  });

  it('is for an index, too, without a policy', async () => {
    expect(await send({ index: 'shop-2026' })).toEqual({ status: 'delivered' });
    expect([...fake.installed.keys()]).toEqual(['/_index_template/tailrace-shop-2026']);
    expect(fake.installed.get('/_index_template/tailrace-shop-2026')).not.toHaveProperty('data_stream');
    expect(fake.asked.at(-1)?.path).not.toContain('require_data_stream');
  });
});

describe('where something cannot be put in place', () => {
  it('goes on without lifecycle management, says so, and lets the data stream delete what is old', async () => {
    behave({ lifecycle: false });
    expect(await send({ lifecycle: { deleteAfterDays: 7 } })).toEqual({ status: 'delivered' });
    expect(reports).toEqual([
      "sink.setup: The lifecycle policy 'tailrace-logs-tailrace-default' cannot be installed, since this Elasticsearch has no such endpoint; records are sent all the same.",
    ]);
    expect(fake.installed.get(TEMPLATE)).toMatchObject({
      template: { settings: {}, lifecycle: { data_retention: '7d' } },
    });
  });

  it('goes on where the credentials may not, and says so', async () => {
    const error = { type: 'security_exception', reason: 'action [x] is unauthorized for user [ann]' };
    behave({ answer: ({ path }) => (path.includes('_bulk') ? undefined : { status: 403, body: { error } }) });
    fake.installed.set('/_index_template/there', { index_patterns: ['logs-*'], data_stream: {} });
    expect(await send()).toEqual({ status: 'delivered' });
    expect(reports).toHaveLength(2);
    expect(reports[1]).toMatch(/could not be installed \(HTTP 403 security_exception/);
  });

  it('creates no index by the way: without a template for data streams the records wait', async () => {
    behave({ answer: ({ path }) => (path.includes('_bulk') ? undefined : { status: 403, body: {} }) });
    expect(await send()).toMatchObject({ status: 'refused', cause: 'access' });
    expect(fake.stored).toEqual([]);
  });

  it('sends nothing before it has been, and tries again with the next batch', async () => {
    for (const [status, expected] of [
      [503, { status: 'retryable' }],
      [429, { status: 'retryable' }],
      [401, { status: 'refused', cause: 'access' }],
    ] as const) {
      behave({ answer: ({ path }) => (path.includes('_bulk') ? undefined : { status }) });
      const sink = sinkOf({ node: fake.address });
      const entry = { id: newRecordId(), timestamp: 0, severity: 9, route: '', body: '{"@timestamp":0}' };
      const batch: Batch = { entries: [entry], encode: () => Promise.reject(new Error('not asked for')) };
      const { signal } = new AbortController();
      expect(await sink.send(batch, signal)).toMatchObject(expected);
      expect(asked()).not.toContain('POST /logs-tailrace-default/_bulk');
      behave({});
      expect(await sink.send(batch, signal)).toEqual({ status: 'delivered' });
      expect(fake.installed.has(TEMPLATE)).toBe(true);
      await sink.close();
      fake.asked.length = 0;
      fake.installed.clear();
    }
  });

  it('is asked for once by batches that come at the same time', async () => {
    const sink = sinkOf({ node: fake.address });
    const batches = Array.from({ length: 4 }, (): Batch => {
      const entry = { id: newRecordId(), timestamp: 0, severity: 9, route: '', body: '{"@timestamp":0}' };
      return { entries: [entry], encode: () => Promise.reject(new Error('not asked for')) };
    });
    const { signal } = new AbortController();
    await Promise.all(batches.map((batch) => sink.send(batch, signal)));
    expect(asked().filter((line) => line.startsWith('PUT'))).toEqual([`PUT ${POLICY}`, `PUT ${TEMPLATE}`]);
    await sink.close();
  });
});
