import { Client } from '@elastic/elasticsearch';
import { createRecord, Diagnostics } from '@tailrace/core';
import { awkwardRecords } from '@tailrace/core/testing';
import { ecsFormat } from '@tailrace/format-ecs';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import winston from 'winston';
import { ElasticsearchTransport, type ElasticsearchTransportOptions } from '../src/index.ts';
import { FakeElasticsearch } from './fixtures/fake-elasticsearch.ts';

let fake: FakeElasticsearch;
let folder: string;

beforeEach(async () => {
  fake = await FakeElasticsearch.start();
  folder = mkdtempSync(join(tmpdir(), 'tailrace-elasticsearch-'));
});
afterEach(async () => {
  await fake.close();
  rmSync(folder, { recursive: true, force: true });
});

function transportTo(options: Partial<ElasticsearchTransportOptions> = {}): ElasticsearchTransport {
  const { delivery, ...rest } = options;
  const target = rest.client === undefined && rest.nodes === undefined ? { node: fake.address } : {};
  return new ElasticsearchTransport({
    ...target,
    diagnostics: new Diagnostics(),
    ...rest,
    delivery: { spool: { directory: folder }, deadLetters: { directory: folder }, ...delivery },
  });
}

function ended(stream: { once(event: 'finish', listener: () => void): { end(): unknown } }): Promise<void> {
  return new Promise((resolve) => void stream.once('finish', () => resolve()).end());
}

describe('ElasticsearchTransport in stock Winston [A9, F6]', () => {
  it('has created a document of every record when the logger has finished', async () => {
    const transport = transportTo();
    const logger = winston.createLogger({ transports: [transport] });
    for (let n = 0; n < 100; n += 1) logger.info(`record ${n}`, { n });
    await ended(logger);
    expect(fake.stored).toHaveLength(100);
    const [first] = fake.stored;
    expect(first?.index).toBe('logs-tailrace-default');
    const document = JSON.parse(first?.body ?? '') as Record<string, unknown>;
    expect(document).toMatchObject({ id: first?.id, message: 'record 0', level: 'info', attributes: { n: 0 } });
    expect(document['@timestamp']).toMatch(/^20\d\d-/);
    expect(document).not.toHaveProperty('timestamp');
    expect(transport.books()).toMatchObject({ accepted: 100, delivered: 100, pending: 0, spooled: 0 });
  });

  it('writes documents even where the transport has a Winston format of its own', async () => {
    const format = winston.format((info) => ({ ...info, message: `${String(info.message)}!` }))();
    const logger = winston.createLogger({ transports: [transportTo({ format })] });
    logger.info('hello');
    await ended(logger);
    expect(JSON.parse(fake.stored[0]?.body ?? '')).toMatchObject({ message: 'hello!' });
  });

  it('writes the Elastic Common Schema where it is given that formatter', async () => {
    const logger = winston.createLogger({ transports: [transportTo({ formatter: ecsFormat() })] });
    logger.warn('careful');
    await ended(logger);
    expect(JSON.parse(fake.stored[0]?.body ?? '')).toMatchObject({ 'log.level': 'warn', 'ecs.version': '9.4.0' });
  });

  it('sends each kind of each service into its own data stream', async () => {
    const transport = transportTo({ dataStream: 'logs-shop.{service}-{kind}' });
    transport.record(createRecord({ message: 'a', service: 'shop' }));
    transport.record(createRecord({ message: 'b', service: 'shop', kind: 'audit' }));
    transport.record(createRecord({ message: 'c', service: 'mail' }));
    await ended(transport);
    const indexes = fake.stored.map(({ index, body }) => [index, (JSON.parse(body) as { message: string }).message]);
    expect(indexes.toSorted(([a], [b]) => String(a).localeCompare(String(b)))).toEqual([
      ['logs-shop.mail-log', 'c'],
      ['logs-shop.shop-audit', 'b'],
      ['logs-shop.shop-log', 'a'],
    ]);
  });

  it('sends documents whatever is in a record, and each once', async () => {
    const transport = transportTo();
    for (const { make } of awkwardRecords) transport.record(make());
    await ended(transport);
    const { delivered } = transport.books();
    expect(delivered).toBe(awkwardRecords.length);
    for (const { body } of fake.stored) expect(JSON.parse(body)).toHaveProperty(['@timestamp']);
  });
});

describe('delivery to Elasticsearch', () => {
  it('tries again only the documents that were turned away, and stores each once', async () => {
    const turnedAway = { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'queue' } };
    fake.options = {
      item: ({ body }, tries) => (body.includes('"n":1') && tries < 3 ? turnedAway : undefined),
    };
    const transport = transportTo({ delivery: { retry: { minMillis: 1, maxMillis: 1 } } });
    for (let n = 0; n < 12; n += 1) transport.record(createRecord({ message: 'x', attributes: { n } }));
    await ended(transport);
    const bulks = fake.asked
      .filter(({ path }) => path.includes('_bulk'))
      .map(({ body }) => body.split('\n').length >> 1);
    expect(bulks).toEqual([12, 3, 3]);
    expect(new Set(fake.stored.map(({ id }) => id)).size).toBe(12);
    expect(transport.books()).toMatchObject({ accepted: 12, delivered: 12 });
  });

  it('puts a document that conflicts with the mapping into the dead letters with the reason, and stores the others', async () => {
    const reason =
      "[1:9] failed to parse field [attributes.n] of type [long] in document with id 'x'. Preview of field's value: 'hunter2'";
    fake.options = {
      item: ({ body }) =>
        body.includes('bad') ? { status: 400, error: { type: 'document_parsing_exception', reason } } : undefined,
    };
    const transport = transportTo();
    for (const message of ['good', 'bad', 'good too']) transport.record(createRecord({ message }));
    await ended(transport);
    expect(fake.stored).toHaveLength(2);
    expect(transport.books()).toMatchObject({ delivered: 2, dropped: { dead_lettered: 1 } });
    const letters = textUnder(folder, /dead/);
    expect(letters).toContain('document_parsing_exception: failed to parse field [attributes.n] of type [long]');
    expect(letters).not.toContain('hunter2');
  });

  it('sends again what was cut off before the answer, and knows what is there already [G4]', async () => {
    const transport = transportTo({ delivery: { retry: { minMillis: 1, maxMillis: 1 } } });
    await fake.become('up');
    transport.record(createRecord({ message: 'first' }));
    await transport.flush();
    await fake.become('reset-after-success');
    for (let n = 0; n < 5; n += 1) transport.record(createRecord({ message: `n ${n}` }));
    const waiting = transport.flush();
    while (fake.stored.length < 6) await new Promise((resolve) => setImmediate(resolve));
    await fake.become('up');
    await waiting;
    await ended(transport);
    expect(fake.stored).toHaveLength(6);
    expect(transport.books()).toMatchObject({ accepted: 6, delivered: 6 });
  });

  it('halves what is too large until it is taken', async () => {
    await fake.become('too-large');
    const transport = transportTo();
    for (let n = 0; n < 9; n += 1) transport.record(createRecord({ message: 'x'.repeat(600) }));
    await ended(transport);
    expect(fake.stored).toHaveLength(9);
    expect(transport.books()).toMatchObject({ delivered: 9 });
  });

  it('passes on credentials in each form, and never as part of the destination', async () => {
    const basic = `Basic ${Buffer.from('ann:secret').toString('base64')}`;
    const forms: readonly [Partial<ElasticsearchTransportOptions>, string][] = [
      [{ auth: { username: 'ann', password: 'secret' } }, basic],
      [{ auth: { apiKey: 'c2VjcmV0' } }, 'ApiKey c2VjcmV0'],
      [{ auth: { apiKey: { id: 'i', api_key: 'k' } } }, `ApiKey ${Buffer.from('i:k').toString('base64')}`],
      [{ auth: { bearer: 'token' } }, 'Bearer token'],
      [{ nodes: [fake.address.replace('//', '//ann:secret@')] }, basic],
    ];
    for (const [options, expected] of forms) {
      fake.asked.length = 0;
      const transport = transportTo({ ...options, delivery: { durability: 'process' } });
      transport.record(createRecord({ message: 'x' }));
      await ended(transport);
      for (const { headers } of fake.asked) expect(headers.authorization).toBe(expected);
      expect(fake.asked.length).toBeGreaterThan(0);
      expect(textUnder(folder, /./)).not.toMatch(/secret|c2VjcmV0|token/);
    }
  });

  it('asks for little of the answer, and compresses where told', async () => {
    fake.options = { answer: ({ path }) => (path.includes('_bulk') ? { status: 503 } : undefined) };
    const transport = transportTo({ compression: true, delivery: { endMillis: 0 } });
    transport.record(createRecord({ message: 'x' }));
    await transport.flush(0);
    while (!fake.asked.some(({ path }) => path.includes('_bulk')))
      await new Promise((resolve) => setImmediate(resolve));
    await ended(transport);
    const bulks = fake.asked.filter(({ path }) => path.includes('_bulk'));
    expect(bulks[0]?.headers['content-encoding']).toBe('gzip');
    const { searchParams } = new URL(bulks[0]?.path ?? '', fake.address);
    expect(searchParams.get('filter_path')).toBe('errors,items.*.status,items.*.error.type,items.*.error.reason');
    expect(searchParams.get('require_data_stream')).toBe('true');
  });

  it('uses a client of the application, and leaves it open', async () => {
    const client = new Client({ node: fake.address, maxRetries: 5 });
    const transport = transportTo({ client });
    transport.record(createRecord({ message: 'x' }));
    await ended(transport);
    expect(fake.stored).toHaveLength(1);
    const answer = await client.transport.request({
      method: 'GET',
      path: '/_index_template/tailrace-logs-tailrace-default',
    });
    expect(answer).toHaveProperty('index_templates');
    await client.close();
  });
});

describe('bad input', () => {
  const node = 'http://127.0.0.1:9200';
  const wrong: readonly [string, unknown, string][] = [
    ['nothing', undefined, 'TAILRACE_MISSING_OPTION'],
    ['no node', {}, 'TAILRACE_MISSING_OPTION'],
    ['no nodes', { nodes: [] }, 'TAILRACE_MISSING_OPTION'],
    ['an unknown option', { node, dataSteam: 'x' }, 'TAILRACE_UNKNOWN_OPTION'],
    ['an address of another kind', { node: 'ftp://x' }, 'TAILRACE_BAD_OPTION'],
    ['no address', { node: '127.0.0.1' }, 'TAILRACE_BAD_OPTION'],
    ['two ways to say where', { node, nodes: [node] }, 'TAILRACE_BAD_OPTION'],
    ['index and data stream', { node, index: 'abc', dataStream: 'abc' }, 'TAILRACE_BAD_OPTION'],
    ['a name in capitals', { node, dataStream: 'Logs' }, 'TAILRACE_BAD_OPTION'],
    ['a template for everything', { node, index: '{service}' }, 'TAILRACE_BAD_OPTION'],
    ['a lifecycle of an index', { node, index: 'abc', lifecycle: {} }, 'TAILRACE_BAD_OPTION'],
    ['a lifecycle without setup', { node, setup: 'template', lifecycle: {} }, 'TAILRACE_BAD_OPTION'],
    ['an unknown part of the lifecycle', { node, lifecycle: { deleteAfter: 1 } }, 'TAILRACE_UNKNOWN_OPTION'],
    ['settings without setup', { node, setup: false, settings: {} }, 'TAILRACE_BAD_OPTION'],
    ['setup of another word', { node, setup: 'all' }, 'TAILRACE_BAD_OPTION'],
    ['half of a login', { node, auth: { username: 'ann' } }, 'TAILRACE_BAD_OPTION'],
    ['two logins', { node, auth: { bearer: 'x', apiKey: 'y' } }, 'TAILRACE_BAD_OPTION'],
    ['an empty password', { node, auth: { username: 'ann', password: '' } }, 'TAILRACE_BAD_OPTION'],
    ['an unknown part of TLS', { node, tls: { cert_file: 'x' } }, 'TAILRACE_UNKNOWN_OPTION'],
    ['a fingerprint without TLS', { node, caFingerprint: 'AB:CD' }, 'TAILRACE_BAD_OPTION'],
    ['a client that is none', { client: {} }, 'TAILRACE_BAD_OPTION'],
    ['a client and an address', { client: new Client({ node }), node }, 'TAILRACE_BAD_OPTION'],
  ];

  it.each(wrong)('throws at creation for %s', (_, options, code) => {
    expect(() => new ElasticsearchTransport(options as ElasticsearchTransportOptions)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('names the nearest option, and never a secret', () => {
    const options = { node, auth: { username: 'ann', pasword: 'hunter2' } } as never;
    expect(() => new ElasticsearchTransport(options)).toThrow(/username, password/);
    expect(() => new ElasticsearchTransport(options)).not.toThrow(/hunter2/);
    const bare = { node, auth: 'hunter2' } as never;
    expect(() => new ElasticsearchTransport(bare)).toThrow(/username, password/);
    expect(() => new ElasticsearchTransport(bare)).not.toThrow(/hunter2/);
    expect(() => new ElasticsearchTransport({ node, dataSteam: 'x' } as never)).toThrow(/Did you mean 'dataStream'/);
  });
});

/** What is in the files below a folder whose paths match. */
function textUnder(directory: string, path: RegExp): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && path.test(join(file.parentPath, file.name)))
    .map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))
    .join('\n');
}
