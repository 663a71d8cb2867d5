import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import stock from 'winston';
import DailyRotateFile from 'winston-daily-rotate-file';
import { ElasticsearchTransport } from 'winston-elasticsearch';
import LokiTransport from 'winston-loki';
import Transport from 'winston-transport';
import { createLogger } from '../src/logger/create-logger.ts';
import { SLOW } from './surface-application.ts';

type Make = typeof stock.createLogger;
const SIDES: readonly [string, Make][] = [
  ['winston', stock.createLogger],
  ['ours', createLogger as unknown as Make],
];

const messages = Array.from({ length: 120 }, (_, n) => `line ${n}`);

/** Logs in every form, to a transport that somebody else has written. */
function logAll(make: Make, transport: InstanceType<typeof Transport>): ReturnType<Make> {
  const logger = make({ transports: [transport], defaultMeta: { service: 'api' } });
  for (const message of messages) logger.info(message);
  logger.log('warn', 'with meta', { nested: { a: 1 } });
  logger.child({ request: 7 }).error('of a child');
  logger.debug('not wanted');
  return logger;
}
const expected = [...messages, 'with meta', 'of a child'];

/** Hears what is sent to it, and answers. */
async function listen(
  answer: (request: IncomingMessage, body: string, response: ServerResponse) => void,
): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    let body = '';
    request
      .setEncoding('utf8')
      .on('data', (text: string) => (body += text))
      .on('end', () => answer(request, body, response));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function close(server: Server): void {
  server.closeAllConnections();
  server.close();
}

describe.each(SIDES)('with the logger of %s [X2]', SLOW, (_side, make) => {
  it('winston-daily-rotate-file has every line in its file, in order', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tailrace-rotate-'));
    const transport = new DailyRotateFile({ dirname: folder, filename: 'a-%DATE%.log', maxFiles: 3 });
    expect(transport).toBeInstanceOf(Transport);
    const logger = logAll(make, transport);
    // It finishes when it is closed and its file has been written, which is with `close`.
    const finished = once(transport, 'finish');
    logger.close();
    await finished;
    const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.log'));
    const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(expected);
    expect(lines.at(-1)).toBe('{"level":"error","message":"of a child","request":7,"service":"api"}');
    rmSync(folder, { recursive: true });
  });

  it('winston-loki sends every line, with its labels', async () => {
    const lines: [string, string][] = [];
    const { server, url } = await listen((_request, body, response) => {
      const { streams } = JSON.parse(body) as { streams: { stream: { level: string }; values: [string, string][] }[] };
      for (const { stream, values } of streams) for (const [, line] of values) lines.push([stream.level, line]);
      response.writeHead(204).end();
    });
    const transport = new LokiTransport({
      host: url,
      json: true,
      labels: { app: 'a' },
      format: stock.format.simple(),
      interval: 0.05,
      gracefulShutdown: false,
    });
    const logger = logAll(make, transport);
    await vi.waitUntil(() => lines.length >= expected.length, SLOW);
    expect(lines.map(([, line]) => line.replace(/^\w+: | \{.*/g, '')).sort()).toEqual([...expected].sort());
    expect(lines.find(([level]) => level === 'error')?.[1]).toBe('error: of a child {"request":7,"service":"api"}');
    logger.close();
    close(server);
  });

  it('winston-elasticsearch indexes every line once', async () => {
    const documents: { message: string; fields: Record<string, unknown> }[] = [];
    const { server, url } = await listen(({ url: path = '' }, body, response) => {
      response.writeHead(200, { 'x-elastic-product': 'Elasticsearch', 'content-type': 'application/json' });
      if (!path.startsWith('/_bulk')) {
        response.end('{}');
        return;
      }
      const entries = body
        .trimEnd()
        .split('\n')
        .filter((_, at) => at % 2 === 1);
      documents.push(...entries.map((entry) => JSON.parse(entry) as (typeof documents)[0]));
      response.end(JSON.stringify({ errors: false, items: entries.map(() => ({ index: { status: 201 } })) }));
    });
    const transport = new ElasticsearchTransport({
      clientOpts: { node: url },
      flushInterval: 50,
      ensureIndexTemplate: false,
    });
    const logger = logAll(make, transport);
    await vi.waitUntil(() => documents.length >= expected.length, SLOW);
    await once(logger.end(), 'finish');
    expect(documents.map(({ message }) => message).sort()).toEqual([...expected].sort());
    expect(documents.find(({ message }) => message === 'of a child')?.fields).toEqual({ request: 7, service: 'api' });
    close(server);
  });

  it.each([
    ['a stream', () => new (class extends Transport {})()],
    ['no stream', () => new EventEmitter()],
  ])('a transport of Winston 2 is wrapped, told of as such, and found again when it is removed: %s', (_kind, base) => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const logged: unknown[][] = [];
    const legacy = Object.assign(base(), {
      name: 'legacy',
      log(level: string, message: string, meta: Record<string, unknown>, done: () => void): void {
        logged.push([level, message, meta['service']]);
        done();
      },
    }) as unknown as InstanceType<typeof Transport>;
    const logger = logAll(make, legacy);
    // Its wrapper has no level unless it has one itself.
    expect(logged.map(([, message]) => message)).toEqual([...expected, 'not wanted']);
    expect(logged.at(-2)).toEqual(['error', 'of a child', 'api']);
    expect(said.mock.calls.flat().join()).toContain('legacy is a legacy winston transport');
    expect(logger.transports[0]).not.toBe(legacy);
    expect(logger.transports[0]).toBeInstanceOf(Transport);
    logger.remove(legacy);
    expect(logger.transports).toEqual([]);
    said.mockRestore();
  });
});

describe('winston-loki under our logger [X2]', SLOW, () => {
  let sent: string[];
  let server: Server;
  let url: string;

  beforeEach(async () => {
    sent = [];
    ({ server, url } = await listen((_request, body, response) => {
      const { streams } = JSON.parse(body) as { streams: { values: [string, string][] }[] };
      for (const { values } of streams) for (const [, line] of values) sent.push(line);
      response.writeHead(204).end();
    }));
  });
  afterEach(() => close(server));

  it('is flushed with the logger', async () => {
    const options = { host: url, json: true, format: stock.format.simple(), interval: 0.05, gracefulShutdown: false };
    const logger = createLogger({ transports: [new LokiTransport(options) as never] });
    for (const message of messages) logger['info']?.(message);
    await logger.flush();
    expect(sent).toEqual(messages.map((message) => `info: ${message}`));
    logger.close();
  });
});
