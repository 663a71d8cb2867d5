import { describe, expect, it } from 'vitest';
import type { Outcome } from '../src/sink.ts';
import { bench, bodies, DELIVERED, DOWN } from './fixtures/bench.ts';
import { MemorySpool } from './fixtures/memory-spool.ts';

const codeError = (code: string): Error => Object.assign(new Error(code), { code });

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
