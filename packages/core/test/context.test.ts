import { AsyncLocalStorage } from 'node:async_hooks';
import { Worker } from 'node:worker_threads';
import * as otel from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import {
  bind,
  contextMessage,
  correlate,
  correlation,
  createRecord,
  currentContext,
  endCorrelation,
  newSpan,
  newTrace,
  processRegistry,
  runInContext,
  runInTrace,
  runWithMessage,
  startCorrelation,
} from '../src/index.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('the context [B3]', () => {
  it('is carried across promises, timers and events, and is gone outside', async () => {
    const trace = newTrace();
    const seen = await runInContext({ ...trace, attributes: { tenant: 'a' } }, async () => {
      await tick();
      await new Promise((resolve) => setTimeout(resolve, 1));
      return new Promise((resolve) => queueMicrotask(() => resolve(currentContext())));
    });
    expect(seen).toEqual({ ...trace, attributes: { tenant: 'a' } });
    expect(currentContext()).toEqual({});
  });

  it('puts its trace and attributes on every record, under the record’s own', () => {
    const trace = newTrace();
    runInContext({ ...trace, correlationId: 'c1', attributes: { tenant: 'a', user: 1 } }, () => {
      expect(
        createRecord({ message: 'x', attributes: { user: 2 } }, { attributes: { app: 'shop', tenant: 'b' } }),
      ).toMatchObject({
        traceId: trace.traceId,
        spanId: trace.spanId,
        traceFlags: 1,
        attributes: { tenant: 'b', app: 'shop', user: 2, correlation_id: 'c1' },
      });
    });
  });

  it('merges attributes of nested contexts and keeps the outer as it was', () => {
    runInContext({ attributes: { a: 1 } }, () => {
      runInContext({ attributes: { b: 2 } }, () => expect(currentContext().attributes).toEqual({ a: 1, b: 2 }));
      expect(currentContext().attributes).toEqual({ a: 1 });
    });
  });

  it('keeps concurrent pieces of work apart', async () => {
    const ids = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        runInContext({ attributes: { index } }, async () => {
          for (let step = 0; step < index % 5; step += 1) await tick();
          return currentContext().attributes?.['index'];
        }),
      ),
    );
    expect(ids).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  it('goes with a bound function wherever it is called from, `this` and arguments included', () => {
    const bound = runInContext({ correlationId: 'c' }, () =>
      bind(function (this: { base: number }, more: number) {
        return [currentContext().correlationId, this.base + more];
      }),
    );
    expect(bound.call({ base: 1 }, 2)).toEqual(['c', 3]);
  });

  it('begins spans within its trace', () => {
    const trace = newTrace();
    runInTrace({ ...trace, traceState: 'a=1' }, () => {
      expect(newSpan()).toMatchObject({ traceId: trace.traceId, parentSpanId: trace.spanId, traceState: 'a=1' });
    });
    expect(newSpan().traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('travels to a worker thread in a message', async () => {
    const message = runInContext({ ...newTrace(), attributes: { tenant: 'a', run() {} } }, contextMessage);
    const worker = new Worker(
      'const { parentPort } = require("node:worker_threads"); parentPort.once("message", (m) => parentPort.postMessage(m));',
      { eval: true },
    );
    const echoed = await new Promise((resolve) => {
      worker.once('message', resolve);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
      worker.postMessage(message);
    });
    await worker.terminate();
    expect(runWithMessage(echoed, currentContext)).toEqual({
      ...message.context,
      attributes: { tenant: 'a', run: '[function run]' },
    });
    expect(runWithMessage(undefined, currentContext)).toEqual({});
    expect(runWithMessage({ other: 1 }, () => 'ran')).toBe('ran');
  });
});

describe('correlation [E9]', () => {
  it('names every record of a piece of work, and answers what the work answers', async () => {
    const answer = await correlate('job-1', async (id) => {
      await tick();
      return [id, createRecord({}).attributes];
    });
    expect(answer).toEqual(['job-1', { correlation_id: 'job-1' }]);
    expect(correlate(undefined, (id) => id)).toMatch(/^[0-9a-f-]{36}$/);
    expect(currentContext()).toEqual({});
  });

  it('starts and ends by hand, nested, whichever ends first', async () => {
    await runInContext({}, async () => {
      const outer = startCorrelation();
      expect(outer).toMatch(/^[0-9a-f-]{36}$/);
      const inner = startCorrelation('inner');
      await tick();
      expect(currentContext().correlationId).toBe('inner');
      endCorrelation('unheard of');
      expect(currentContext().correlationId).toBe('inner');
      endCorrelation(inner);
      expect(currentContext().correlationId).toBe(outer);
      startCorrelation('again');
      endCorrelation(outer);
      expect(currentContext()).toEqual({});
    });
  });

  it('ends with the block under `using`', () => {
    runInContext({}, () => {
      {
        using work = correlation('block');
        expect(currentContext().correlationId).toBe(work.id);
      }
      expect(currentContext()).toEqual({});
    });
  });
});

describe('beside OpenTelemetry', () => {
  afterEach(() => otel.context.disable());

  it('its active span wins over our own trace, and only while it is active', () => {
    const storage = new AsyncLocalStorage<otel.Context>();
    otel.context.setGlobalContextManager({
      active: () => storage.getStore() ?? otel.ROOT_CONTEXT,
      with: (context, run, thisArg, ...args) => storage.run(context, () => run.apply(thisArg as never, args)),
      bind: (_context, target) => target,
      enable() {
        return this;
      },
      disable() {
        return this;
      },
    });
    const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    runInTrace({ ...newTrace(), traceFlags: 0 }, () => {
      otel.context.with(otel.trace.setSpan(otel.ROOT_CONTEXT, otel.trace.wrapSpanContext(span)), () => {
        expect(currentContext()).toMatchObject(span);
        expect(createRecord({})).toMatchObject(span);
      });
      const invalid = otel.trace.wrapSpanContext(otel.INVALID_SPAN_CONTEXT);
      otel.context.with(otel.trace.setSpan(otel.ROOT_CONTEXT, invalid), () => {
        expect(currentContext().traceId).not.toMatch(/^(0+|a+)$/);
      });
      expect(currentContext().traceId).not.toBe(span.traceId);
    });
  });
});

describe('the process registry', () => {
  it('is one for every copy of the package', () => {
    expect((globalThis as Record<symbol, unknown>)[Symbol.for('tailrace.process.1')]).toBe(processRegistry());
    expect(Object.keys(globalThis)).not.toContain('tailrace.process.1');
  });
});
