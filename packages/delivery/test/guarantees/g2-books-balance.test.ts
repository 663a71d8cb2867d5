import * as fc from 'fast-check';
import type { Clock } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { Books, imbalance } from '../../src/books.ts';
import type { Overflow } from '../../src/delivery-options.ts';
import { type Answer, bench, DELIVERED, DOWN, type DeliveryBench, ScriptedSink } from '../fixtures/bench.ts';
import { type MemoryDisk, MemorySpool } from '../fixtures/memory-spool.ts';

/** One thing that happens to a delivery. */
type Step =
  | { readonly do: 'offer'; readonly count: number; readonly severity: number }
  | { readonly do: 'pass'; readonly millis: number }
  | { readonly do: 'behave'; readonly as: Behaviour }
  | { readonly do: 'flush' }
  | { readonly do: 'evict' }
  | { readonly do: 'fail'; readonly failing: boolean };

const BEHAVIOURS = ['well', 'down', 'partial', 'refusing', 'poisoned', 'faulty', 'hanging', 'locked', 'slow'] as const;
type Behaviour = (typeof BEHAVIOURS)[number];

/** How a sink behaves; `bad` bodies are those with a 7 in them. */
function answerFor(behaviour: Behaviour, clock: Clock): Answer {
  switch (behaviour) {
    case 'well':
      return DELIVERED;
    case 'down':
      return DOWN;
    case 'locked':
      return { status: 'refused', cause: 'access', reason: '401' };
    case 'slow':
      return () => new Promise((resolve) => void clock.schedule(() => resolve(DELIVERED), 300));
    case 'faulty':
      return new TypeError('a fault of the sink');
    case 'hanging':
      return (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    case 'refusing':
      return (bodies) => (bodies.some(isBad) ? { status: 'refused', cause: 'content', reason: 'bad' } : DELIVERED);
    case 'poisoned':
      return (bodies) => ({
        status: 'partial',
        retry: [],
        rejected: bodies.flatMap((body, index) => (isBad(body) ? [{ index, reason: 'bad' }] : [])),
      });
    default:
      return (bodies) => ({
        status: 'partial',
        retry: bodies.flatMap((_, index) => (index % 2 ? [index] : [])),
        rejected: [],
      });
  }
}

const isBad = (body: string): boolean => body.includes('7');

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('offer' as const),
        count: fc.integer({ min: 1, max: 12 }),
        severity: fc.constantFrom(5, 9, 17),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('pass' as const), millis: fc.integer({ min: 1, max: 3000 }) }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('behave' as const), as: fc.constantFrom(...BEHAVIOURS) }) },
    { weight: 1, arbitrary: fc.constant({ do: 'flush' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'evict' as const }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), failing: fc.boolean() }) },
  ),
  { maxLength: 25 },
);

const setups = fc.record({
  ordered: fc.boolean(),
  durability: fc.constantFrom('memory' as const, 'process' as const),
  spooled: fc.boolean(),
  overflow: fc.constantFrom<Overflow>('drop-newest', 'drop-oldest', { dropBelow: 'info' }, 'spill', 'write-sync'),
  attempts: fc.constantFrom(2, Number.POSITIVE_INFINITY),
  buries: fc.boolean(),
});

type Setup = typeof setups extends fc.Arbitrary<infer T> ? T : never;

function start(setup: Setup, disk: MemoryDisk, run: number): { made: DeliveryBench; spool: MemorySpool | undefined } {
  const spool = setup.spooled || setup.durability === 'process' ? new MemorySpool(disk, run) : undefined;
  const sink = new ScriptedSink({ ordered: setup.ordered });
  if (setup.overflow === 'write-sync') {
    sink.sendSync = (entries) => {
      if (sink.always === DOWN) throw new Error('down');
      sink.arrived.push(...entries.map(({ body }) => String(body)));
    };
  }
  const overflow = setup.overflow === 'spill' && spool === undefined ? 'drop-newest' : setup.overflow;
  const made = bench({
    sink,
    durability: setup.durability,
    overflow,
    buries: setup.buries,
    capacity: { records: 20, bytes: 400 },
    batch: { records: 5, ageMillis: 200 },
    retry: { attempts: setup.attempts, minMillis: 50, maxMillis: 400, faultAttempts: 2 },
    timeoutMillis: 500,
    ...(spool !== undefined && { memorySpool: spool }),
  });
  return { made, spool };
}

function expectBalance(made: DeliveryBench, exited = false): void {
  const counts = made.delivery.counts();
  expect(made.imbalance()).toBe(0);
  expect(made.events.filter(({ message }) => message.includes('fault of the delivery'))).toEqual([]);
  // What was under way when the process ended may arrive all the same.
  if (!exited) expect(counts.delivered).toBe(made.sink.arrived.length);
  expect(counts.pending).toBeGreaterThanOrEqual(counts.queued);
}

describe('G2: the books balance', () => {
  it('whatever the sink, the disk and the application do, and across restarts', { timeout: 60_000 }, async () => {
    const property = fc.asyncProperty(
      setups,
      fc.array(steps, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async (setup, runs, exits) => {
        const disk: MemoryDisk = { entries: [] };
        let spooledBefore = 0;
        let offered = 0;
        for (const [run, script] of runs.entries()) {
          const { made, spool } = start(setup, disk, run + 1);
          let offeredNow = 0;
          for (const step of script) {
            switch (step.do) {
              case 'offer':
                for (let index = 0; index < step.count; index += 1) {
                  offered += 1;
                  offeredNow += 1;
                  made.offerAs(step.severity, `r${offered}`);
                }
                break;
              case 'pass':
                await made.pass(step.millis, Math.ceil(step.millis / 4));
                break;
              case 'behave':
                made.sink.always = answerFor(step.as, made.clock);
                break;
              case 'evict':
                spool?.evictOldest();
                break;
              case 'fail':
                if (spool !== undefined) spool.failure = step.failing ? new Error('ENOSPC') : undefined;
                break;
              case 'flush':
                void made.delivery.flush(100);
                break;
            }
            expectBalance(made);
          }
          if (exits) {
            made.delivery.exit();
            // What was under way still ends somehow, and must not be booked again.
            await made.pass(1500, 500);
          } else {
            const end = made.delivery.end(500);
            await made.pass(3000, 250);
            await end;
          }
          expectBalance(made, exits);
          const counts = made.delivery.counts();
          expect(counts.accepted).toBe(offeredNow);
          // A run that ends before it has looked leaves what was there to the next.
          if (spool !== undefined) expect([0, spooledBefore]).toContain(counts.adopted);
          if (spool !== undefined && !exits) expect(counts.adopted).toBe(spooledBefore);
          // Only what a sink that writes at exit has under way is without an end.
          if (made.sink.sendSync === undefined) expect(counts.pending).toBe(0);
          if (spool !== undefined && made.sink.sendSync === undefined) {
            expect(disk.entries.length).toBe(counts.spooled + (spooledBefore - counts.adopted));
          }
          spooledBefore = disk.entries.length;
        }
      },
    );
    await fc.assert(property, { numRuns: Number(process.env['TAILRACE_PROPERTY_RUNS'] ?? 100) });
  });

  it('and a movement that is booked twice is an error', () => {
    const books = new Books();
    books.accept(3);
    books.deliver(1, 3);
    expect(() => books.drop(1, 3, 'refused')).toThrow(RangeError);
    expect(imbalance(books.counts())).toBe(0);
    expect(imbalance({ ...books.counts(), delivered: 0 })).toBe(1);
  });
});
