import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as undici from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  currentContext,
  formatTraceparent,
  newTrace,
  propagateTraces,
  runInContext,
  runInTrace,
  type TraceContext,
} from '../src/index.ts';

interface Seen {
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
  readonly custom: string | undefined;
  readonly context: TraceContext;
}

let stop: () => void = () => undefined;
let server: http.Server;
let origin = '';
let keepsConnections = false;

beforeEach(async () => {
  keepsConnections = false;
  server = http.createServer((request, response) => {
    // A kept connection stays in its last request's context, also when nothing is propagated any more.
    if (!keepsConnections) response.setHeader('connection', 'close');
    request.resume();
    request.on('end', () => {
      const { traceparent, tracestate, 'x-custom': custom } = request.headers as Record<string, string | undefined>;
      response.end(JSON.stringify({ traceparent, tracestate, custom, context: currentContext() }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function collect(resolve: (seen: Seen) => void): (response: http.IncomingMessage) => void {
  return (response) => {
    let body = '';
    response.on('data', (chunk: Buffer) => (body += chunk.toString()));
    response.on('end', () => resolve(JSON.parse(body) as Seen));
  };
}

/** Every way in which Node makes a request. */
const clients: Record<string, (headers?: Record<string, string>) => Promise<Seen>> = {
  'the global fetch': async (headers = {}) => (await (await fetch(origin, { headers })).json()) as Seen,
  'undici.fetch': async (headers = {}) => (await (await undici.fetch(origin, { headers })).json()) as Seen,
  'undici.request': async (headers = {}) => (await (await undici.request(origin, { headers })).body.json()) as Seen,
  'an undici Pool': async (headers = {}) => {
    const pool = new undici.Pool(origin, { connections: 1 });
    try {
      return (await (await pool.request({ path: '/', method: 'GET', headers })).body.json()) as Seen;
    } finally {
      await pool.close();
    }
  },
  'http.get with a URL': (headers = {}) =>
    new Promise((resolve) => http.get(new URL(origin), { headers }, collect(resolve))),
  'http.get with a text and no options': (headers) =>
    headers === undefined
      ? new Promise((resolve) => http.get(origin, collect(resolve)))
      : new Promise((resolve) => http.get(origin, { headers }, collect(resolve))),
  'http.request with options': (headers = {}) =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(origin);
      http.request({ hostname, port, method: 'POST', headers }, collect(resolve)).end('body');
    }),
  'http.request with a list of headers': (headers = {}) =>
    new Promise((resolve) => {
      const list = ['x-list', '1', ...Object.entries(headers).flat(), 'host', new URL(origin).host];
      http.request(origin, { headers: list }, collect(resolve)).end();
    }),
  'http.request with expect': (headers = {}) =>
    new Promise((resolve) => {
      http
        .request(origin, { method: 'POST', headers: { expect: '100-continue', ...headers } }, collect(resolve))
        .end('x');
    }),
  'http taken with require': (headers = {}) =>
    new Promise((resolve) => {
      const required = process.getBuiltinModule('node:http');
      required.get(origin, { headers }, collect(resolve));
    }),
};

describe('propagateTraces [B3]', () => {
  describe.each(Object.entries(clients))('through %s', (_name, call) => {
    it('carries the trace from the caller into the callee', async () => {
      stop = propagateTraces();
      const trace = { ...newTrace(), traceState: 'vendor=1' };
      const seen = await runInTrace(trace, () => call());
      expect(seen.traceparent).toBe(formatTraceparent(trace as Required<TraceContext>));
      expect(seen.tracestate).toBe('vendor=1');
      expect(seen.context).toMatchObject({
        traceId: trace.traceId,
        parentSpanId: trace.spanId,
        traceFlags: 1,
        traceState: 'vendor=1',
      });
      expect(seen.context.spanId).not.toBe(trace.spanId);
    });

    it('leaves other headers, and a traceparent that is there already, alone', async () => {
      stop = propagateTraces();
      const own = formatTraceparent(newTrace() as Required<TraceContext>);
      const seen = await runInTrace(newTrace(), () => call({ 'x-custom': 'kept', Traceparent: own }));
      expect(seen).toMatchObject({ traceparent: own, custom: 'kept' });
    });

    it('adds nothing without a trace, and nothing after it was undone', async () => {
      const undo = propagateTraces();
      expect((await call()).traceparent).toBeUndefined();
      undo();
      const seen = await runInTrace(newTrace(), () => call());
      expect(seen.traceparent).toBeUndefined();
      expect(seen.context).toEqual({});
    });
  });

  it('gives each incoming request a context of its own, also on one kept connection', async () => {
    stop = propagateTraces();
    keepsConnections = true;
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const get = () => new Promise<Seen>((resolve) => http.get(origin, { agent }, collect(resolve)));
    const seen = await runInContext({ attributes: { caller: 'here' }, correlationId: 'c' }, async () => [
      await get(),
      await get(),
      await get(),
    ]);
    agent.destroy();
    expect(new Set(seen.map(({ context }) => context.traceId)).size).toBe(3);
    for (const { context } of seen) expect(Object.keys(context).sort()).toEqual(['spanId', 'traceFlags', 'traceId']);
  });

  it('keeps the context in every event of a body that comes late, and of its response', async () => {
    stop = propagateTraces();
    const trace = newTrace();
    const contexts: (string | undefined)[] = [];
    let finished: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (finished = resolve));
    server.removeAllListeners('request');
    server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
      request.on('data', () => contexts.push(currentContext().traceId));
      request.on('end', () => {
        contexts.push(currentContext().traceId);
        response.end();
      });
      response.on('finish', () => {
        contexts.push(currentContext().traceId);
        finished();
      });
      response.flushHeaders();
    });
    await runInTrace(trace, async () => {
      const request = http.request(origin, { method: 'POST', agent: false });
      const response = new Promise<http.IncomingMessage>((resolve) => request.on('response', resolve));
      request.write('first');
      (await response).resume();
      request.end('second');
      await Promise.all([done, new Promise((resolve) => request.on('close', resolve))]);
    });
    expect(contexts).toEqual(Array.from({ length: 4 }, () => trace.traceId));
  });

  it('keeps traces from origins that are not asked for', async () => {
    const asked: string[] = [];
    stop = propagateTraces({
      outgoing: (to) => {
        asked.push(to);
        return false;
      },
      incoming: false,
    });
    await runInTrace(newTrace(), async () => {
      for (const call of Object.values(clients)) expect(await call()).toMatchObject({ context: {} });
    });
    expect(new Set(asked)).toEqual(new Set([origin]));
  });

  it('leaves the functions of node:http as it found them', () => {
    const required = process.getBuiltinModule('node:http');
    const before = [required.request, required.get];
    const undo = propagateTraces();
    expect(required.request).not.toBe(before[0]);
    undo();
    undo();
    expect([required.request, required.get]).toEqual(before);
  });

  it('lets node say what is wrong with the arguments of a request', () => {
    stop = propagateTraces();
    runInTrace(newTrace(), () => {
      expect(() => http.request('no url')).toThrow(expect.objectContaining({ code: 'ERR_INVALID_URL' }) as Error);
    });
  });

  it('refuses options it does not know', () => {
    expect(() => propagateTraces({ outgoin: true } as never)).toThrow("Did you mean 'outgoing'?");
  });
});
