import { certificates } from '@tailrace/services';
import { createRecord } from '@tailrace/core';
import { recordedDiagnostics } from '@tailrace/core/testing';
import { HttpDestination, messagesOf, runApplication, TransportBench } from '@tailrace/delivery/testing';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import winston from 'winston';
import { HttpTransport, type HttpTransportOptions } from '../src/index.ts';

const bench = new TransportBench(onTestFinished);

async function destination(): Promise<HttpDestination> {
  return bench.closing(await HttpDestination.start());
}

/** A transport that tries again at once. */
function transport(options: HttpTransportOptions): HttpTransport {
  const delivery = { endMillis: 300, ...options.delivery };
  return bench.transport({ ...options, delivery }, (quick) => new HttpTransport({ ...options, ...quick })).transport;
}

/** Runs a Winston application of its own process; answers its exit code or signal. */
function run(state: string, script: string, ...args: string[]): Promise<number | string> {
  return runApplication(join(__dirname, 'fixtures', script), args, state);
}

function lines(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `line ${from + index}`);
}

describe('HttpTransport in a process that ends, with its destination away [X2] [F10]', () => {
  for (const [ending, code] of [
    ['exit', 0],
    ['throw', 1],
    ['sigterm', 'SIGTERM'],
    ['sigkill', 'SIGKILL'],
  ] as const) {
    it(`loses none of a burst of 20,000 when it ends by ${ending}: the next run delivers them in order, once`, async () => {
      const state = bench.newFolder();
      const server = await destination();
      await server.become('down');
      expect(await run(state, 'app.cjs', server.address, ending, '20000', '0', '300')).toBe(code);
      await server.become('up');
      expect(await run(state, 'app.cjs', server.address, 'end', '10', '20000')).toBe(0);
      expect(messagesOf(await server.received())).toEqual(lines(0, 20_010));
    });
  }

  it('delivers before the process ends where the destination is there', async () => {
    const server = await destination();
    for (const ending of ['end', 'nothing', 'sigterm'])
      await run(bench.newFolder(), 'app.cjs', server.address, ending, '3000');
    expect(messagesOf(await server.received())).toEqual([...lines(0, 3000), ...lines(0, 3000), ...lines(0, 3000)]);
  });

  it('lets a process end that has nothing more to do, though the destination never answers [X2]', async () => {
    const state = bench.newFolder();
    const server = await destination();
    await server.become('hang');
    // An answer may take an hour: only a connection that does not hold the process up lets it end before.
    expect(await run(state, 'app.cjs', server.address, 'nothing under way', '100', '0', '300', '3600000')).toBe(0);
    await server.become('up');
    expect(await run(state, 'app.cjs', server.address, 'end', '10', '100')).toBe(0);
    expect(messagesOf(await server.received())).toEqual(lines(0, 110));
  });

  it('works from an ES module', async () => {
    const server = await destination();
    expect(await run(bench.newFolder(), 'app.mjs', server.address)).toBe(0);
    expect(messagesOf(await server.received())).toEqual(['from a module']);
  });
});

describe('HttpTransport', () => {
  it('posts wire records to a collector, with ids that stay the same at every try', async () => {
    const server = await destination();
    await server.become('broken');
    const http = HttpTransport.toCollector(server.address, {
      delivery: { spool: { directory: bench.newFolder() }, retry: { minMillis: 1, maxMillis: 5 } },
    });
    const log = winston.createLogger({ transports: [http] });
    log.warn('careful', { n: 1 });
    await http.flush(50);
    await server.become('reset-after-success');
    while ((await server.received()).length === 0) await http.flush(20);
    await server.become('up');
    log.end();
    await once(log, 'finish');
    const received = (await server.received()).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(received.length).toBeGreaterThanOrEqual(2);
    expect(new Set(received.map(({ id }) => id)).size).toBe(1);
    expect(received[0]).toMatchObject({ level: 'warn', severity: 13, message: 'careful', attributes: { n: 1 } });
  });

  it('sends a winston format of its own instead, where it has one', async () => {
    const server = await destination();
    const format = winston.format.printf(({ message }) => JSON.stringify({ text: message }));
    const http = transport({ url: server.address, format });
    const log = winston.createLogger({ transports: [http] });
    log.info('mine');
    await http.flush(5000);
    expect(await server.received()).toEqual(['{"text":"mine"}']);
  });

  it('sends headers, token and authentication, and never puts them into a report or the spool’s name', async () => {
    const seen: { url: string; headers: IncomingHttpHeaders; names: string[] }[] = [];
    const server = createServer((request, response) => {
      const names = request.rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
      seen.push({ url: request.url ?? '', headers: request.headers, names });
      request.resume().on('end', () => response.writeHead(204).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    bench.closing(server);
    const origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    let calls = 0;
    const all: Partial<HttpTransportOptions>[] = [
      { url: `http://${origin}/a?key=1`, token: 'sesame', headers: { 'x-own': 'yes' } },
      { url: `http://ann:p%40ss@${origin}/b`, compression: 'gzip' },
      { url: `http://${origin}/c`, auth: { username: 'bob', password: 'x' }, framing: 'json-array' },
      { url: `http://ann:5%25%40%@${origin}/e` },
      { url: `http://${origin}/f`, token: 'sesame', headers: { Authorization: 'own', 'Content-Type': 'text/own' } },
      { url: `http://${origin}/d`, headers: () => Promise.resolve({ authorization: `fresh ${(calls += 1)}` }) },
    ];
    for (const options of all) {
      const http = transport(options as HttpTransportOptions);
      http.record(createRecord({ message: 'x' }));
      expect((await http.flush(5000)).pending).toBe(0);
    }
    expect(seen.map(({ url }) => url)).toEqual(['/a?key=1', '/b', '/c', '/e', '/f', '/d']);
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer sesame',
      `Basic ${Buffer.from('ann:p@ss').toString('base64')}`,
      `Basic ${Buffer.from('bob:x').toString('base64')}`,
      `Basic ${Buffer.from('ann:5%25%40%').toString('base64')}`,
      'own',
      'fresh 1',
    ]);
    expect(seen[0]?.headers).toMatchObject({ 'x-own': 'yes', 'content-type': 'application/x-ndjson' });
    expect(seen[1]?.headers['content-encoding']).toBe('gzip');
    expect(seen[2]?.headers['content-type']).toBe('application/json');
    expect(seen[4]?.headers['content-type']).toBe('text/own');
    for (const { names } of seen) expect(names).toEqual([...new Set(names)]);
  });

  it('keeps everything while a token is wrong or the headers fail, and makes no dead letter of it', async () => {
    const server = await destination();
    await server.become('unauthorized');
    let fails = true;
    const { diagnostics, events } = recordedDiagnostics();
    const headers = (): Record<string, string> => {
      if (fails) throw new Error('no token yet');
      return {};
    };
    const http = transport({ url: server.address, headers, diagnostics });
    for (let n = 0; n < 5; n += 1) http.record(createRecord({ message: `line ${n}` }));
    expect((await http.flush(60)).pending).toBe(5);
    expect(server.requests).toBe(0);
    fails = false;
    expect((await http.flush(60)).pending).toBe(5);
    await server.become('up');
    expect((await http.flush(5000)).pending).toBe(0);
    expect(messagesOf(await server.received())).toEqual(lines(0, 5));
    expect(events.map(({ name }) => name)).not.toContain('record.dead_lettered');
    expect(JSON.stringify(events)).not.toContain('no token yet');
  });

  it('does not follow redirects, and gives the records to nobody else', async () => {
    const elsewhere = await destination();
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(307, { location: elsewhere.address }).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    bench.closing(server);
    const http = transport({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    http.record(createRecord({ message: 'x' }));
    expect((await http.flush(60)).pending).toBe(1);
    expect(elsewhere.requests).toBe(0);
  });

  it('keeps what a server with a wrong certificate would get, and sends it to the right one', async () => {
    const received: string[] = [];
    const server = createSecureServer(certificates.server, (request, response) => {
      request
        .on('data', (chunk: Buffer) => received.push(String(chunk)))
        .on('end', () => response.writeHead(200).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    bench.closing(server);
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const wary = transport({ url });
    wary.record(createRecord({ message: 'x' }));
    expect((await wary.flush(80)).pending).toBe(1);
    expect(received).toEqual([]);
    const trusting = transport({ url, tls: { ca: certificates.authority } });
    trusting.record(createRecord({ message: 'y' }));
    expect((await trusting.flush(5000)).pending).toBe(0);
    expect(received.join('')).toContain('"message":"y"');
  });

  it('writes one bad record to the dead letters, and delivers the others [G6]', async () => {
    const server = await destination();
    await server.become('refuse-one');
    const http = transport({ url: server.address });
    for (const message of ['a', 'b poison\u2620', 'c']) http.record(createRecord({ message }));
    expect((await http.flush(5000)).pending).toBe(0);
    expect(messagesOf(await server.received())).toEqual(['a', 'c']);
    expect(http.books().dropped).toMatchObject({ dead_lettered: 1 });
  });

  it('throws for options it does not know, needs or takes', () => {
    const options = { delivery: { spool: false } } as const;
    const wrong = { ...options, url: 'http://x', tokens: 'y' };
    expect(() => new HttpTransport(wrong)).toThrow(/Did you mean 'token'/);
    const none = {} as HttpTransportOptions;
    expect(() => new HttpTransport(none)).toThrow(expect.objectContaining({ code: 'TAILRACE_MISSING_OPTION' }));
    for (const url of ['collector:8717', 'ftp://x', 'no address']) {
      expect(() => new HttpTransport({ ...options, url })).toThrow(
        expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }),
      );
    }
    const headers = 'x: y' as unknown as Record<string, string>;
    expect(() => new HttpTransport({ ...options, url: 'http://x', headers })).toThrow(/an object or a function/);
  });
});

describe('options of HttpTransport that no request could be made with [bad input]', () => {
  const url = 'http://127.0.0.1:1/v1/records';
  const made = (options: object): HttpTransport => transport({ url, ...options });

  it('throw where there are none, where two ways to sign in are given, and for a level nobody knows', () => {
    expect(() => new HttpTransport(undefined as never)).toThrow(
      expect.objectContaining({ code: 'TAILRACE_MISSING_OPTION', message: expect.stringContaining("'url'") }),
    );
    expect(() => made({ token: 'a', auth: { username: 'u', password: 'p' } })).toThrow(/'token' or 'auth', not both/);
    expect(() => made({ delivery: { spool: false, overflow: { dropBelow: 'wran' } } })).toThrow(
      expect.objectContaining({ code: 'TAILRACE_UNKNOWN_LEVEL', message: expect.stringContaining("'warn'") }),
    );
  });

  it('throw at creation where they are within `auth` and `tls`, too', () => {
    expect(() => made({ auth: { user: 'u', password: 'p' } })).toThrow(
      expect.objectContaining({ code: 'TAILRACE_UNKNOWN_OPTION', message: expect.stringContaining('username') }),
    );
    expect(() => made({ auth: { username: 'u' } })).toThrow(
      expect.objectContaining({ code: 'TAILRACE_MISSING_OPTION' }),
    );
    expect(() => made({ tls: { rejectUnauthorised: false } })).toThrow("'rejectUnauthorized'");
  });

  it('throw at creation where they make no header, without telling the secret', () => {
    for (const options of [
      { token: 'secret\n' },
      { headers: { 'x-key': 'secret\n' } },
      { headers: { 'x key': 'secret' } },
    ]) {
      expect(() => made(options)).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
      expect(() => made(options)).not.toThrow('secret');
    }
    expect(() => made({ headers: { 'x-key': undefined } })).not.toThrow();
  });

  it('a formatter that is undefined is as if it were not given', async () => {
    const server = await destination();
    const http = made({ url: server.address, formatter: undefined });
    const log = winston.createLogger({ transports: http });
    log.info('as JSON', { order: 1 });
    await http.flush(2_000);
    expect(JSON.parse((await server.received())[0] ?? '')).toMatchObject({ attributes: { order: 1 } });
  });
});
