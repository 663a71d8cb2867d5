import { describe, expect, it } from 'vitest';
import type { Outcome } from '../src/sink.ts';
import { MemorySpool } from './fixtures/memory-spool.ts';
import { bench, bodies, DELIVERED, DOWN, ScriptedSink } from './fixtures/bench.ts';

const codeError = (code: string): Error => Object.assign(new Error(code), { code });

describe('batches', () => {
  it('go when they are full by count', async () => {
    const { offer, settle, sink } = bench({ batch: { records: 3 } });
    offer(...bodies(7));
    await settle();
    expect(sink.sends).toEqual([
      ['r1', 'r2', 'r3'],
      ['r4', 'r5', 'r6'],
    ]);
  });

  it('go when they are full by bytes, and hold no more than that', async () => {
    const { offer, settle, sink, delivery } = bench({ batch: { bytes: 10 } });
    offer('aaaa', 'bbbb', 'cccc', 'dddd');
    await settle();
    expect(sink.sends).toEqual([['aaaa', 'bbbb']]);
    await delivery.end(1000);
    expect(sink.sends).toEqual([
      ['aaaa', 'bbbb'],
      ['cccc', 'dddd'],
    ]);
  });

  it('go when their oldest entry has waited long enough', async () => {
    const { offer, clock, sink } = bench({ batch: { ageMillis: 200 } });
    offer('a');
    await clock.advance(150);
    offer('b');
    expect(sink.sends).toEqual([]);
    await clock.advance(60);
    expect(sink.sends).toEqual([['a', 'b']]);
  });

  it('do not mix routes, and keep the order within each', async () => {
    const { offerAs, clock, sink } = bench();
    for (const body of ['x1', 'y1', 'x2', 'y2']) offerAs(9, body, body[0]);
    await clock.advance(1000);
    expect(sink.sends).toEqual([
      ['x1', 'x2'],
      ['y1', 'y2'],
    ]);
  });

  it('keep to the limits of the sink', async () => {
    const { offer, settle, sink } = bench({ sink: new ScriptedSink({ maxRecords: 2 }), batch: { records: 100 } });
    offer(...bodies(4));
    await settle();
    expect(sink.sends.map((sent) => sent.length)).toEqual([2, 2]);
  });
});

describe('failures', () => {
  it('are tried again after a wait that grows, up to its bound', async () => {
    const { offer, clock, sink } = bench({ retry: { minMillis: 100, maxMillis: 300 }, batch: { records: 1 } });
    sink.script = [DOWN, DOWN, DOWN, DOWN];
    offer('a');
    const tries: number[] = [];
    for (let passed = 0; passed < 1200; passed += 50) {
      await clock.advance(50);
      tries.push(sink.sends.length);
    }
    expect(tries.indexOf(2) * 50).toBe(50);
    expect(tries.indexOf(3) * 50).toBe(250);
    expect(tries.indexOf(4) * 50).toBe(550);
    expect(tries.indexOf(5) * 50).toBe(850);
    expect(sink.arrived).toEqual(['a']);
  });

  it('wait for as long as the destination asks, and no flush cuts that short [G13]', async () => {
    const { offer, clock, sink, delivery, settle } = bench({ batch: { records: 1 } });
    sink.script = [{ status: 'retryable', reason: 'busy', retryAfterMillis: 5000 }];
    offer('a');
    await settle();
    void delivery.flush(1000);
    await clock.advance(4900);
    expect(sink.sends.length).toBe(1);
    await clock.advance(200);
    expect(sink.arrived).toEqual(['a']);
  });

  it('hold no more records that are too large than others, while they are being set aside', async () => {
    let release = (): void => {};
    const written = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { offer, delivery, imbalance, settle } = bench({
      capacity: { bytes: 1_000 },
      letterBox: { write: () => written },
    });
    const receipts = offer(...Array.from({ length: 50 }, () => 'x'.repeat(1_001)));
    expect(delivery.counts().pendingBytes).toBeLessThanOrEqual(1_001);
    expect(receipts.every(({ status }) => status === 'failed')).toBe(true);
    release();
    await settle();
    expect(delivery.counts()).toMatchObject({ pending: 0, dropped: { dead_lettered: 1, oversize: 49 } });
    expect(imbalance()).toBe(0);
  });

  it('wait as they would anyway for a destination that asks for no time at all', async () => {
    const { offer, clock, sink } = bench({ batch: { records: 1 }, random: () => 1 });
    sink.always = () => ({ status: 'retryable', reason: 'busy', retryAfterMillis: 0 });
    offer('a');
    await clock.advance(10_000);
    expect(sink.sends.length).toBeGreaterThan(1);
    expect(sink.sends.length).toBeLessThan(10);
  });

  it('wait no longer for Retry-After than the settings allow', async () => {
    const { offer, clock, sink } = bench({ batch: { records: 1 }, retry: { maxRetryAfterMillis: 1000 } });
    sink.script = [{ status: 'retryable', reason: 'busy', retryAfterMillis: 86_400_000 }];
    offer('a');
    await clock.advance(1100);
    expect(sink.arrived).toEqual(['a']);
  });

  it('count thrown errors with a system code, and aborts, as retryable', async () => {
    const { offer, clock, sink, events } = bench({ batch: { records: 1 } });
    sink.script = [codeError('ECONNRESET'), new TypeError('fetch failed', { cause: codeError('UND_ERR_SOCKET') })];
    offer('a');
    await clock.advance(5000);
    expect(sink.arrived).toEqual(['a']);
    expect(events.map(({ name }) => name)).not.toContain('sink.fault');
  });

  it('of the sink\u2019s own code are reported, and after their tries the one record at fault is set aside', async () => {
    const { offer, clock, sink, events, letters, delivery } = bench({ retry: { faultAttempts: 2 } });
    sink.always = (sent) => {
      if (sent.includes('bad')) throw new TypeError('cannot read properties of undefined');
      return DELIVERED;
    };
    offer('a', 'b', 'bad', 'c');
    await clock.advance(60_000);
    expect(sink.arrived).toEqual(['a', 'b', 'c']);
    expect(letters.map((letter) => letter.bodies)).toEqual([['bad']]);
    expect(letters[0]?.reason).toContain('cannot read');
    expect(events.some(({ name }) => name === 'sink.fault')).toBe(true);
    expect(delivery.counts().dropped).toEqual({ dead_lettered: 1 });
  });

  it('answers that are no outcome are the sink\u2019s fault', async () => {
    const { offer, clock, sink, letters } = bench({ retry: { faultAttempts: 1 } });
    sink.always = () => ({ status: 'partial', retry: [7], rejected: [] });
    offer('a');
    await clock.advance(60_000);
    expect(letters.map((letter) => letter.bodies)).toEqual([['a']]);
  });

  it('a send that does not end in time is aborted and tried again', async () => {
    const { offer, clock, sink } = bench({ timeoutMillis: 400, batch: { records: 1 }, retry: { minMillis: 10 } });
    sink.script = [
      (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    ];
    offer('a');
    await clock.advance(390);
    expect(sink.inFlight).toBe(1);
    await clock.advance(50);
    expect(sink.arrived).toEqual(['a']);
  });

  it('a sink that does not heed its signal does not stall the queue', async () => {
    const { offer, clock, sink } = bench({ timeoutMillis: 400, batch: { records: 1 } });
    sink.script = [() => new Promise<Outcome>(() => {})];
    offer('a', 'b');
    await clock.advance(3000);
    expect(sink.arrived).toEqual(['a', 'b']);
  });

  it('that have no end are given up after as many tries as the settings allow, and kept as dead letters', async () => {
    const { offer, clock, sink, delivery, letters } = bench({ retry: { attempts: 3 }, batch: { records: 1 } });
    sink.always = DOWN;
    offer('a');
    await clock.advance(60_000);
    expect(sink.sends.length).toBe(3);
    expect(letters).toEqual([{ bodies: ['a'], reason: 'down' }]);
    expect(delivery.counts()).toMatchObject({ pending: 0, dropped: { dead_lettered: 1 } });
  });
});

describe('with a spool', () => {
  it.each(['memory', 'process'] as const)(
    'there is no giving up on what is on disk, however often it was tried, with durability %s [G10, C1]',
    async (durability) => {
      const made = bench({ durability, memorySpool: new MemorySpool(), retry: { attempts: 2, maxMillis: 500 } });
      made.sink.always = DOWN;
      made.offer(...bodies(7));
      await made.pass(20_000, 250);
      expect(made.sink.sends.length).toBeGreaterThan(5);
      expect(made.letters).toEqual([]);
      expect(made.delivery.counts().dropped).toEqual({});
      made.sink.always = DELIVERED;
      await made.pass(3_000, 250);
      expect(made.sink.arrived).toEqual(bodies(7));
      expect(made.imbalance()).toBe(0);
    },
  );
});

describe('the breaker', () => {
  it('opens after several failures in a row, lets one probe through, and closes when that succeeds', async () => {
    const { offer, clock, sink, delivery, events } = bench({
      sink: new ScriptedSink({ ordered: false }),
      batch: { records: 1 },
      breaker: { failures: 2 },
      retry: { minMillis: 1000, maxMillis: 1000 },
    });
    sink.always = DOWN;
    offer('a', 'b', 'c');
    await clock.advance(1500);
    expect(delivery.counts().breaker).toBe('open');
    const before = sink.sends.length;
    await clock.advance(1000);
    expect(sink.sends.length).toBe(before + 1);
    sink.always = DELIVERED;
    await clock.advance(1000);
    expect(delivery.counts().breaker).toBe('closed');
    expect(sink.arrived.toSorted()).toEqual(['a', 'b', 'c']);
    expect(events.map(({ name }) => name)).toEqual(expect.arrayContaining(['breaker.opened', 'breaker.closed']));
  });

  it('opens at once when access is refused, and keeps every record, however often that happens', async () => {
    const { offer, clock, sink, delivery, letters } = bench({ retry: { attempts: 2, maxMillis: 1000 } });
    sink.always = { status: 'refused', cause: 'access', reason: '401' };
    offer(...bodies(10));
    await clock.advance(30_000);
    expect(delivery.counts()).toMatchObject({ breaker: 'open', pending: 10, dropped: {} });
    expect(letters).toEqual([]);
    sink.always = DELIVERED;
    await clock.advance(2000);
    expect(sink.arrived).toEqual(bodies(10));
  });
});

describe('concurrency', () => {
  it('grows while a destination that is not ordered is well, up to the settings', async () => {
    const { offer, pass, clock, sink } = bench({
      sink: new ScriptedSink({ ordered: false }),
      batch: { records: 1 },
      concurrency: 3,
    });
    sink.always = () => new Promise((resolve) => void clock.schedule(() => resolve(DELIVERED), 10));
    offer(...bodies(40));
    await pass(400);
    expect(sink.mostInFlight).toBe(3);
    expect(sink.arrived.length).toBe(40);
  });

  it('is one where the sink is ordered', async () => {
    const { offer, pass, clock, sink } = bench({ batch: { records: 1 } });
    sink.always = () => new Promise((resolve) => void clock.schedule(() => resolve(DELIVERED), 10));
    offer(...bodies(10));
    await pass(200);
    expect(sink.mostInFlight).toBe(1);
    expect(sink.arrived).toEqual(bodies(10));
  });
});

describe('flush', () => {
  it('sends what is there at once and answers what was delivered', async () => {
    const { offer, delivery } = bench();
    offer(...bodies(3));
    expect(await delivery.flush(1000)).toEqual({ delivered: 3, pending: 0 });
  });

  it('answers what is left when its deadline comes [G11]', async () => {
    const { offer, delivery, sink, clock, settle } = bench({ batch: { records: 2 } });
    sink.script = [DELIVERED];
    sink.always = DOWN;
    offer(...bodies(5));
    const answer = delivery.flush(2000);
    await settle();
    await clock.advance(2000);
    expect(await answer).toEqual({ delivered: 2, pending: 3 });
  });

  it('waits for what was there when it began, not for what comes after', async () => {
    const { offer, delivery, sink, clock, settle } = bench({ batch: { records: 1 } });
    sink.always = () => new Promise((resolve) => void clock.schedule(() => resolve(DELIVERED), 10));
    offer('a');
    const answer = delivery.flush(60_000);
    await settle();
    await clock.advance(1);
    offer('b', 'c');
    await clock.advance(9);
    expect((await answer).delivered).toBe(1);
  });

  it('tries at once what waits out of politeness only', async () => {
    const { offer, delivery, sink, settle } = bench({ batch: { records: 1 }, retry: { minMillis: 20_000 } });
    sink.script = [DOWN];
    offer('a');
    await settle();
    expect(await delivery.flush(1000)).toEqual({ delivered: 1, pending: 0 });
  });
});

describe('end', () => {
  it('drains, and counts what comes later as dropped', async () => {
    const { offer, delivery, sink } = bench();
    offer('a', 'b');
    expect(await delivery.end(1000)).toEqual({ delivered: 2, pending: 0 });
    const [late] = offer('c');
    expect(late?.status).toBe('failed');
    expect(sink.arrived).toEqual(['a', 'b']);
    expect(delivery.counts().dropped).toEqual({ closed: 1 });
  });

  it('at the deadline drops with a reason what has nowhere to stay', async () => {
    const { offer, delivery, sink, clock, settle } = bench();
    sink.always = DOWN;
    offer('a', 'b');
    const end = delivery.end(3000);
    await settle();
    await clock.advance(3000);
    await end;
    expect(delivery.counts()).toMatchObject({ pending: 0, dropped: { closed: 2 } });
  });

  it('at the deadline writes synchronously what is left, where the sink can', async () => {
    const sink = new ScriptedSink();
    const written: string[] = [];
    sink.sendSync = (entries) => void written.push(...entries.map(({ body }) => String(body)));
    sink.always = DOWN;
    const { offer, delivery, clock, settle } = bench({ sink });
    offer('a', 'b');
    const end = delivery.end(3000);
    await settle();
    await clock.advance(3000);
    await end;
    expect(written).toEqual(['a', 'b']);
    expect(delivery.counts()).toMatchObject({ delivered: 2, pending: 0, dropped: {} });
  });
});
