import { until } from '@tailrace/core/testing';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import { createLogger } from '../../src/logger/create-logger.ts';
import { Http } from '../../src/transports/index.ts';
import type { HttpOptions, StockHttp } from '../../src/transports/stock-transports.ts';
import { heard, infoOf } from './fixtures.ts';

interface Request {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

/** A server that answers each request with the next status, and then with the last one. */
async function serverThatAnswers(...statuses: number[]) {
  const requests: Request[] = [];
  let body: unknown = '';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.statusCode = statuses.length > 1 ? (statuses.shift() as number) : (statuses[0] ?? 200);
      response.end(body as string);
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { requests, where: { host: '127.0.0.1', port }, answer: (text: string) => void (body = text) };
}

const stock = (options: HttpOptions): StockHttp =>
  new winston.transports.Http(options as never) as unknown as StockHttp;

const ended = (transport: NodeJS.WritableStream): Promise<unknown> => {
  const finished = heard(transport, 'finish');
  transport.end();
  return finished;
};

const bodiesOf = (requests: readonly Request[]): unknown[] => requests.map(({ body }) => JSON.parse(body) as unknown);

describe('an Http', () => {
  it('is one of Winston’s, and says of itself what Winston’s says', () => {
    const own = (transport: object): unknown =>
      Object.entries(transport).filter(([name, value]) => !name.startsWith('_') && typeof value !== 'function');
    expect(new Http()).toBeInstanceOf(winston.transports.Http);
    for (const options of [
      {},
      { ssl: true },
      { host: 'h', port: 1, path: 'p', batch: true, batchCount: 3, level: 'warn' },
    ]) {
      expect(own(new Http({ ...options }))).toEqual(own(stock({ ...options })));
    }
  });

  it('sends what Winston’s sends, to where it sends it', async () => {
    const circular: Record<PropertyKey, unknown> = infoOf('round');
    circular['self'] = circular;
    const deep = { ...infoOf('deep'), a: { b: { c: { d: 1 } } } };
    for (const options of [
      { path: 'log', headers: { 'x-own': 'yes' } },
      { path: '/log/x?y=1', auth: { username: 'me', password: 'secret' } },
      { auth: { bearer: 'token' }, maximumDepth: 2 },
      { replacer: ['level', 'message'] },
      { batch: true, batchCount: 3, maximumDepth: 3 },
    ]) {
      const found = [];
      for (const make of [stock, (given: HttpOptions) => new Http(given)]) {
        const { requests, where } = await serverThatAnswers(200);
        const transport = make({ ...where, ...options, headers: { ...options.headers } });
        const count = options.batch === true ? 1 : 3;
        for (const info of [infoOf('one'), circular, deep]) transport.log(info, () => {});
        await until(() => requests.length === count);
        found.push(
          requests
            .map(({ url, body, headers }) => ({ url, body, headers: { ...headers, host: '' } }))
            .sort((a, b) => (a.body < b.body ? -1 : 1)),
        );
        transport.end();
      }
      expect(found[1]).toEqual(found[0]);
    }
  });

  it('takes any 2xx for a success, and tells of it by logged [complaint 34]', async () => {
    for (const status of [200, 201, 204]) {
      const { where } = await serverThatAnswers(status);
      const transport = new Http(where);
      const warn = vi.fn();
      transport.on('warn', warn);
      const info = infoOf('here');
      const told = heard(transport, 'logged');
      transport.log(info);
      expect(await told).toEqual([info]);
      expect(warn).not.toHaveBeenCalled();
      await ended(transport);
    }
  });

  it('tells of a failure by warn in Winston’s words, and sends again what failed', async () => {
    const { requests, where } = await serverThatAnswers(503, 200);
    const transport = new Http(where);
    const warned = heard(transport, 'warn');
    transport.log(infoOf('twice'));
    expect((await warned)[0]).toMatchObject({ message: 'Invalid HTTP Status Code: 503' });
    expect(await transport.flush()).toMatchObject({ pending: 0 });
    expect(bodiesOf(requests)).toEqual(
      [infoOf('twice'), infoOf('twice')].map(({ level, message }) => ({ level, message })),
    );
    await ended(transport);
  });

  it('sends the rest of a batch at the end, without waiting for more [complaint 34]', async () => {
    const { requests, where } = await serverThatAnswers(200);
    const transport = new Http({ ...where, batch: true, batchInterval: 60_000, batchCount: 4 });
    const log = createLogger({ transports: [transport], format: winston.format.json() });
    for (let n = 0; n < 10; n += 1) log.info(`m${n}`);
    log.end();
    await heard(log, 'finish');
    const messages = bodiesOf(requests).map((batch) => (batch as { message: string }[]).map(({ message }) => message));
    expect(messages.map((batch) => batch.length).sort((a, b) => a - b)).toEqual([2, 4, 4]);
    expect(messages.flat().sort()).toEqual(Array.from({ length: 10 }, (_, n) => `m${n}`));
  });

  it('keeps so many infos for a server that does not answer and no more, and makes no more requests [complaint 9]', async () => {
    const hanging = createServer(() => {});
    servers.push(hanging);
    hanging.listen(0, '127.0.0.1');
    await once(hanging, 'listening');
    let connections = 0;
    hanging.on('connection', () => (connections += 1));
    const transport = new Http({ host: '127.0.0.1', port: (hanging.address() as AddressInfo).port });
    for (let n = 0; n < 30_000; n += 1) transport.log(infoOf(`m${n}`));
    expect((await transport.flush(1)).pending).toBeLessThanOrEqual(10_000);
    expect(connections).toBeLessThanOrEqual(8);
  });

  it('says nothing of infos that nobody listens for, and calls back at once', async () => {
    const { requests, where } = await serverThatAnswers(200);
    const transport = new Http(where);
    const done = vi.fn();
    transport.log(infoOf('quiet'), done);
    expect(done).toHaveBeenCalledOnce();
    await ended(transport);
    expect(requests).toHaveLength(1);
  });

  it('asks the server what it has, in batch mode too', async () => {
    const { requests, where, answer } = await serverThatAnswers(200);
    answer('[{"found":1}]');
    const transport = new Http({ ...where, batch: true });
    const found = await new Promise((resolve, reject) =>
      transport.query({ rows: 1, path: 'ask' }, (error, all) => (error ? reject(error) : resolve(all))),
    );
    expect(found).toEqual([{ found: 1 }]);
    expect(requests[0]).toMatchObject({ url: '/ask', body: '{"method":"query","params":{"rows":1}}' });
  });

  it('tells of an answer that is none', async () => {
    const { where, answer } = await serverThatAnswers(200, 500);
    answer('no json');
    const transport = new Http(where);
    const failure = (): Promise<unknown> => new Promise((resolve) => transport.query((error) => resolve(error)));
    expect(await failure()).toBeInstanceOf(SyntaxError);
    expect(await failure()).toMatchObject({ message: 'Invalid HTTP Status Code: 500' });
  });

  it('streams the logs that the server tells', async () => {
    const { where, answer } = await serverThatAnswers(200);
    answer('{"n":1}\n{"n":2}\nbad\n');
    const stream = new Http(where).stream({ path: 'follow' });
    const logs: unknown[] = [];
    stream.on('log', (log) => logs.push(log));
    expect((await heard(stream, 'error'))[0]).toBeInstanceOf(SyntaxError);
    expect(logs).toEqual([{ n: 1 }, { n: 2 }]);
  });
});
