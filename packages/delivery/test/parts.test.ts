import { createRecord, type LogRecord } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { frame } from '../src/batch.ts';
import { Breaker } from '../src/breaker.ts';
import { AdaptiveConcurrency } from '../src/concurrency.ts';
import { heldBack } from '../src/held-back.ts';
import { EntryQueue } from '../src/queue.ts';
import { bytesOf, QueuedEntry } from '../src/queued-entry.ts';
import { OpenReceipt } from '../src/receipt.ts';
import { backoffMillis, isTransient, type RetrySettings } from '../src/retry.ts';
import { writeFrame } from '../src/spool/frame.ts';
import { parseFrames } from '../src/spool/segment-format.ts';
import { TakenRecords } from '../src/taken-records.ts';

const retry: RetrySettings = {
  minMillis: 100,
  maxMillis: 1000,
  attempts: 1,
  faultAttempts: 1,
  maxRetryAfterMillis: 1,
};

describe('backoff [G13]', () => {
  it('is full jitter under a bound that doubles', () => {
    expect([1, 2, 3, 4, 5, 500].map((attempt) => backoffMillis(attempt, retry, () => 1))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
    expect(backoffMillis(3, retry, () => 0)).toBe(0);
    expect(backoffMillis(3, retry, () => 0.5)).toBe(200);
  });
});

describe('what is transient', () => {
  const coded = (code: string): Error => Object.assign(new Error(code), { code });

  it.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EPIPE',
    'ENOSPC',
    'E2BIG',
    'HPE_INVALID_CONSTANT',
    'ERR_HTTP2_GOAWAY_SESSION',
    'ERR_STREAM_PREMATURE_CLOSE',
    'UND_ERR_CONNECT_TIMEOUT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('%s is', (code) => {
    expect(isTransient(coded(code))).toBe(true);
    expect(isTransient(new TypeError('fetch failed', { cause: coded(code) }))).toBe(true);
    expect(isTransient(new AggregateError([coded(code), coded('ETIMEDOUT')]))).toBe(true);
  });

  it('aborts and time limits are', () => {
    expect(isTransient(new DOMException('x', 'AbortError'))).toBe(true);
    expect(isTransient(new DOMException('x', 'TimeoutError'))).toBe(true);
  });

  it.each([
    new TypeError('x is undefined'),
    coded('ERR_INVALID_ARG_TYPE'),
    'text',
    undefined,
    null,
    new AggregateError([]),
  ])('%s is not', (thrown) => {
    expect(isTransient(thrown)).toBe(false);
  });

  it('does not run for ever through causes that go round', () => {
    const error = new Error('a');
    error.cause = error;
    expect(isTransient(error)).toBe(false);
  });
});

describe('adaptive concurrency [G13]', () => {
  const rounds = (limits: AdaptiveConcurrency, count: number, millis: number): void => {
    for (let index = 0; index < count; index += 1) limits.succeeded(millis);
  };

  it('grows to its bound while round trips stay as they are', () => {
    const limits = new AdaptiveConcurrency(8);
    expect(limits.limit).toBe(1);
    rounds(limits, 100, 20);
    expect(limits.limit).toBe(8);
  });

  it('shrinks when they become longer, and by a tenth with every failure, never below one', () => {
    const limits = new AdaptiveConcurrency(8);
    rounds(limits, 100, 20);
    limits.succeeded(100);
    expect(limits.limit).toBe(7);
    for (let index = 0; index < 100; index += 1) limits.failed();
    expect(limits.limit).toBe(1);
  });

  it('settles near what a server can do at once', () => {
    const limits = new AdaptiveConcurrency(64);
    const seen: number[] = [];
    for (let round = 0; round < 2000; round += 1) {
      // Four at a time take 10 ms each; more wait for one another.
      limits.succeeded(10 * Math.max(1, limits.limit / 4) ** 3);
      if (round > 1000) seen.push(limits.limit);
    }
    const mean = seen.reduce((sum, limit) => sum + limit, 0) / seen.length;
    expect(mean).toBeGreaterThan(2);
    expect(mean).toBeLessThan(32);
  });
});

describe('the breaker', () => {
  it('lets one through at a time while it is open, and everybody once a probe succeeded', async () => {
    const clock = new FakeClock();
    const states: string[] = [];
    const breaker = new Breaker(2, clock, (state) => states.push(state));
    const through: string[] = [];
    const enter = (name: string): void => void breaker.enter().then(() => through.push(name));
    breaker.failed(100, false, false);
    enter('before');
    await clock.advance(0);
    breaker.failed(100, false, false);
    for (const name of ['a', 'b', 'c']) enter(name);
    await clock.advance(99);
    expect(through).toEqual(['before']);
    await clock.advance(1);
    expect(through).toEqual(['before', 'a']);
    breaker.failed(50, false, false);
    await clock.advance(50);
    expect(through).toEqual(['before', 'a', 'b']);
    breaker.succeeded();
    await clock.advance(0);
    expect(through).toEqual(['before', 'a', 'b', 'c']);
    expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
  });

  it('is not hurried where the destination asked for time', async () => {
    const clock = new FakeClock();
    const breaker = new Breaker(1, clock, () => {});
    breaker.failed(1000, true, false);
    let entered = false;
    void breaker.enter().then(() => {
      entered = true;
    });
    breaker.hurry();
    await clock.advance(500);
    expect(entered).toBe(false);
    await clock.advance(500);
    expect(entered).toBe(true);
  });
});

describe('the queue', () => {
  const entry = (body: string, severity = 9, route = ''): QueuedEntry =>
    new QueuedEntry(body, 0, severity, route, body);

  it('forgets routes that are empty, so that many routes do not fill memory', () => {
    const queue = new EntryQueue('newest');
    for (let index = 0; index < 100; index += 1) queue.push(entry(`r${index}`, 9, `route${index}`));
    expect(queue.routes).toBe(100);
    while (queue.take({ records: 10, bytes: 1000 }, Number.POSITIVE_INFINITY) !== undefined);
    expect([queue.routes, queue.records, queue.bytes]).toEqual([0, 0, 0]);
  });

  it('finds the next batch without a look at every route', () => {
    const queue = new EntryQueue('newest');
    const routes = 2_000;
    for (let index = 0; index < routes; index += 1) {
      const queued = entry(`r${index}`, 9, `route${index}`);
      queued.queuedAt = index;
      queue.push(queued);
    }
    let looks = 0;
    const look = (): boolean => {
      looks += 1;
      return false;
    };
    const taken: string[] = [];
    for (let batch; (batch = queue.take({ records: 10, bytes: 1000 }, routes, look)) !== undefined; ) {
      taken.push(...batch.map(({ route }) => route));
    }
    expect(taken).toEqual(Array.from({ length: routes }, (_, index) => `route${index}`));
    expect(looks).toBe(routes);
  });

  it('takes full routes in turn before any is due, and passes over those that rest', () => {
    const queue = new EntryQueue('newest');
    for (let index = 0; index < 12; index += 1) queue.push(entry(`${index}`, 9, index % 2 === 0 ? 'even' : 'odd'));
    queue.push(entry('lonely', 9, 'other'));
    const limits = { records: 2, bytes: 1000 };
    const next = (isResting?: (route: string) => boolean): string[] | undefined =>
      queue.take(limits, -1, isResting)?.map(({ body }) => body as string);
    expect([next(), next(), next()]).toEqual([
      ['0', '2'],
      ['1', '3'],
      ['4', '6'],
    ]);
    expect(next((route) => route === 'odd')).toEqual(['8', '10']);
    expect([next(), next(), next()]).toEqual([['5', '7'], ['9', '11'], undefined]);
    expect(queue.take(limits, 0)?.map(({ body }) => body)).toEqual(['lonely']);
  });

  it('looks anew for full routes when batches become smaller', () => {
    const queue = new EntryQueue('newest');
    for (const body of ['a', 'b', 'c']) queue.push(entry(body, 9, body));
    queue.push(entry('b2', 9, 'b'));
    expect(queue.take({ records: 5, bytes: 1000 }, -1)).toBeUndefined();
    expect(queue.take({ records: 5, bytes: 3 }, -1)?.map(({ body }) => body)).toEqual(['b', 'b2']);
  });

  it('takes an entry larger than a batch alone', () => {
    const queue = new EntryQueue('newest');
    queue.push(entry('x'.repeat(50)));
    queue.push(entry('y'));
    expect(queue.take({ records: 10, bytes: 10 }, 0)?.length).toBe(1);
  });

  it('evicts from the middle of a route without breaking its order', () => {
    const queue = new EntryQueue('oldest');
    for (const [body, severity] of [
      ['error', 17],
      ['a', 9],
      ['b', 9],
      ['fatal', 21],
      ['c', 9],
    ] as const) {
      queue.push(entry(body, severity));
    }
    expect(queue.evictFor(entry('d'))?.body).toBe('a');
    expect(queue.evictFor(entry('d'))?.body).toBe('b');
    expect(queue.takeAll().map(({ body }) => body)).toEqual(['error', 'fatal', 'c']);
  });
});

describe('a batch of entries that came back from the disk', () => {
  const given = ['plain', 'grüße', '\ud800 alone', '日本', Uint8Array.of(255, 0, 10), ''].map((body, index) => ({
    id: `id-${index}-ü`,
    timestamp: index + 0.5,
    severity: 9,
    route: index % 2 === 0 ? '' : 'röute',
    body,
  }));
  const stored = (): QueuedEntry[] => {
    const bytes = Buffer.alloc(4096);
    let end = 0;
    for (const [ordinal, entry] of given.entries()) end = writeFrame(bytes, end, QueuedEntry.from(entry), ordinal);
    const { frames } = parseFrames(bytes.subarray(0, end), end, { records: 100, bytes: 4096 });
    return frames.map((found) => QueuedEntry.ofFrame(found));
  };

  it.each(['newline', 'nul', 'octet-count', 'json-array'] as const)('is the same as before, %s', (framing) => {
    expect(Buffer.from(frame(stored(), framing))).toEqual(Buffer.from(frame(given, framing)));
    expect(bytesOf(stored())).toBe(bytesOf(given.map((entry) => QueuedEntry.from(entry))));
  });

  it('says what it was, each entry by itself', () => {
    const read = stored().map(({ id, timestamp, severity, route, body }) => ({ id, timestamp, severity, route, body }));
    expect(read).toEqual(given.map((entry) => (entry.id === 'id-2-ü' ? { ...entry, body: '\ufffd alone' } : entry)));
  });
});

describe('the records that a transport has taken', () => {
  const record = (): LogRecord => createRecord({ message: 'x' });

  it('are known again by it alone, and look as before', () => {
    const [own, other] = [new TakenRecords(), new TakenRecords()];
    const taken = record();
    const before = { ...taken };
    own.add(taken);
    expect([own.has(taken), other.has(taken), own.has(record())]).toEqual([true, false, false]);
    expect(taken).toEqual(before);
    expect(Reflect.ownKeys(taken)).toEqual(Reflect.ownKeys(before));
    expect(own.has({ ...taken })).toBe(false);
    other.add(taken);
    expect([own.has(taken), other.has(taken)]).toEqual([true, true]);
  });

  it('are known by any number of transports, and where they take no mark', () => {
    const all = Array.from({ length: 40 }, () => new TakenRecords());
    const frozen = Object.freeze(record());
    for (const [index, records] of all.entries()) if (index % 2 === 0) records.add(frozen);
    expect(all.map((records) => records.has(frozen))).toEqual(all.map((_, index) => index % 2 === 0));
    const open = record();
    for (const [index, records] of all.entries()) if (index % 2 === 1) records.add(open);
    expect(all.map((records) => records.has(open))).toEqual(all.map((_, index) => index % 2 === 1));
  });
});

describe('a receipt', () => {
  it('has its promise made on first use, with the end that came first', async () => {
    const reached = new OpenReceipt('a');
    reached.reach();
    reached.lose(new Error('too late'));
    await reached.settled;
    const lost = new OpenReceipt('b');
    lost.lose(new Error('gone'));
    await expect(lost.settled).rejects.toThrow('gone');
    expect(lost.error?.message).toBe('gone');
  });
});

describe('what a logger holds back', () => {
  it('is read from the list of readable-stream and from the array of Node, and is nothing elsewhere', () => {
    const list = { head: { data: 1, next: { data: 2, next: null } } };
    expect(heldBack({ _readableState: { buffer: list } })).toEqual([1, 2]);
    expect(heldBack({ _readableState: { buffer: [0, 1, 2], bufferIndex: 1 } })).toEqual([1, 2]);
    expect(heldBack({})).toEqual([]);
  });
});
