import { createRecord, Diagnostics, type LogRecord } from '@tailrace/core';
import { formatterKit } from '@tailrace/core/testing';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  axiom,
  betterStack,
  datadog,
  HttpTransport,
  type HttpTransportOptions,
  splunkHec,
  victoriaLogs,
} from '../src/index.ts';
import { ReceivingServer } from './receiving-server.ts';

let server: ReceivingServer;

beforeEach(async () => {
  server = await ReceivingServer.start();
});

afterEach(() => server.close());

const at = Date.UTC(2026, 10, 22, 9, 5, 3, 7);
const RECORD: LogRecord = {
  ...createRecord({ timestamp: at, level: 'warn', message: 'slow', host: 'web-1', process: 7 }),
  id: 'r1',
  service: 'shop',
  logger: 'shop.orders',
  attributes: { ms: 12 },
  error: { name: 'TypeError', message: 'broken', stack: 'TypeError: broken\n    at a' },
};

/** Posts two records with a preset's options; answers the one request. */
async function posted(options: HttpTransportOptions): Promise<ReceivingServer['requests'][number]> {
  const transport = new HttpTransport({
    ...options,
    diagnostics: new Diagnostics(),
    delivery: { spool: false },
  });
  transport.record(RECORD);
  transport.record({ ...RECORD, id: 'r2' });
  transport.end();
  await once(transport, 'finish');
  expect(server.requests).toHaveLength(1);
  return server.requests[0] ?? expect.fail('nothing was posted');
}

function linesOf(body: string): unknown[] {
  return body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

describe('options for services that take logs over HTTP', () => {
  it('deliver to VictoriaLogs', async () => {
    const { path, body } = await posted(victoriaLogs({ url: `${server.url}/vl/` }));
    const { pathname, searchParams } = new URL(path, server.url);
    expect(pathname).toBe('/vl/insert/jsonline');
    expect(Object.fromEntries(searchParams)).toEqual({
      _time_field: 'timestamp',
      _msg_field: 'message',
      _stream_fields: 'service,host,logger',
    });
    expect(linesOf(body)).toMatchObject([
      { id: 'r1', timestamp: '2026-11-22T09:05:03.007Z', message: 'slow' },
      { id: 'r2' },
    ]);
  });

  it('deliver to Splunk', async () => {
    const { path, headers, body } = await posted(splunkHec({ url: server.url, hecToken: 'secret', index: 'main' }));
    expect(path).toBe('/services/collector/event');
    expect(headers.authorization).toBe('Splunk secret');
    expect(linesOf(body)[0]).toMatchObject({
      time: at / 1000,
      host: 'web-1',
      index: 'main',
      sourcetype: '_json',
      event: { id: 'r1', message: 'slow', attributes: { ms: 12 } },
    });
  });

  it('keep records for Splunk while the index or the channel is wrong, and give up those it can’t read', () => {
    const { judge } = splunkHec({ url: server.url, hecToken: 'secret' });
    const answer = (code: number) => ({ status: 400, retryAfter: undefined, body: `{"text":"…","code":${code}}` });
    expect(judge?.(answer(7))).toMatchObject({ status: 'refused', cause: 'access' });
    expect(judge?.(answer(10))).toMatchObject({ status: 'refused', cause: 'access' });
    expect(judge?.(answer(6))).toBeUndefined();
    expect(judge?.(answer(70))).toBeUndefined();
  });

  it('deliver to Datadog, within its limits', async () => {
    const tags = { env: 'live', version: '1' };
    const options = datadog({ apiKey: 'secret', url: `${server.url}/api/v2/logs`, tags });
    expect(options).toMatchObject({ maxBytes: 5_000_000, maxRecords: 1000, maxRecordBytes: 1_000_000 });
    expect(String(datadog({ apiKey: 'x', site: 'datadoghq.eu' }).url)).toBe(
      'https://http-intake.logs.datadoghq.eu/api/v2/logs',
    );
    const { path, headers, body } = await posted(options);
    expect(path).toBe('/api/v2/logs');
    expect(headers).toMatchObject({
      'dd-api-key': 'secret',
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    });
    expect((JSON.parse(body) as unknown[])[0]).toMatchObject({
      ddsource: 'nodejs',
      ddtags: 'env:live,version:1',
      hostname: 'web-1',
      service: 'shop',
      status: 'warn',
      message: 'slow',
      'logger.name': 'shop.orders',
      ms: 12,
      error: { kind: 'TypeError', message: 'broken', stack: 'TypeError: broken\n    at a' },
    });
  });

  it('take a 200 of Axiom’s for a refusal where it did not take all', () => {
    const { judge } = axiom({ apiToken: 'x', dataset: 'd' });
    const answer = (status: number, body: string) => judge?.({ status, retryAfter: undefined, body });
    const failed = '{"ingested":1,"failed":1,"failures":[{"error":"secret is no time"}]}';
    expect(answer(200, failed)).toEqual({
      status: 'refused',
      cause: 'content',
      reason: 'HTTP 200, not all was taken',
    });
    expect(answer(200, '{"ingested":2,"failed":0,"failures":[]}')).toBeUndefined();
    for (const body of ['', 'null', '{', '[]']) expect(answer(200, body)).toBeUndefined();
    expect(answer(503, failed)).toBeUndefined();
  });

  it('keep attributes for Datadog that are named as its own fields', () => {
    const { formatter } = datadog({ apiKey: 'x' });
    const attributes = { status: 404, message: 'inner', ms: 12, attributes: 1 };
    const { error: _, ...record } = { ...RECORD, attributes };
    expect(JSON.parse(String(formatter?.format(record)))).toMatchObject({
      status: 'warn',
      message: 'slow',
      ms: 12,
      attributes: { status: 404, message: 'inner', attributes: 1 },
    });
    expect(JSON.parse(String(formatter?.format({ ...record, attributes: { ms: 1 } })))).not.toHaveProperty(
      'attributes',
    );
  });

  it('stand one behind the other with nothing between them, for forms that need nothing', async () => {
    const formatter = { name: 'bytes', contentType: 'application/x-own', format: () => Buffer.from('ab') };
    const { headers, body } = await posted({ url: server.url, framing: 'none', formatter });
    expect(headers['content-type']).toBe('application/x-own');
    expect(body).toBe('abab');
  });

  it('cut what is longer than the service takes of a record', () => {
    const record = { ...RECORD, message: 'x'.repeat(2_000_000) };
    for (const { formatter, maxRecordBytes } of [datadog({ apiKey: 'x' }), victoriaLogs({ url: server.url })]) {
      const entry = String(formatter?.format(record));
      expect(entry).toContain('[cut ');
      expect(Buffer.byteLength(entry)).toBeLessThanOrEqual(maxRecordBytes ?? 0);
    }
  });

  it('deliver to Better Stack', async () => {
    const { headers, body } = await posted(betterStack({ sourceToken: 'secret', url: server.url }));
    expect(headers).toMatchObject({ authorization: 'Bearer secret', 'content-type': 'application/json' });
    expect(JSON.parse(body)).toMatchObject([{ dt: '2026-11-22T09:05:03.007Z', message: 'slow' }, { id: 'r2' }]);
  });

  it('deliver to Axiom, at its own address or an edge’s', async () => {
    const { path, headers, body } = await posted(axiom({ apiToken: 'secret', dataset: 'my logs', url: server.url }));
    expect(path).toBe('/v1/datasets/my%20logs/ingest');
    expect(headers).toMatchObject({ authorization: 'Bearer secret', 'content-type': 'application/x-ndjson' });
    expect(linesOf(body)).toMatchObject([{ _time: '2026-11-22T09:05:03.007Z', message: 'slow' }, { id: 'r2' }]);
    const edge = axiom({ apiToken: 'x', dataset: 'd', url: 'https://eu-central-1.aws.edge.axiom.co' });
    expect(String(edge.url)).toBe('https://eu-central-1.aws.edge.axiom.co/v1/ingest/d');
  });
});

const presets: readonly [string, HttpTransportOptions][] = [
  ['splunk-hec', splunkHec({ url: 'http://localhost', hecToken: 'x' })],
  ['datadog', datadog({ apiKey: 'x' })],
  ['better-stack', betterStack({ sourceToken: 'x' })],
  ['axiom', axiom({ apiToken: 'x', dataset: 'd' })],
];
for (const [name, { formatter }] of presets) {
  formatterKit({ name, create: () => formatter ?? expect.fail('no formatter') }).register({ describe, it });
}
