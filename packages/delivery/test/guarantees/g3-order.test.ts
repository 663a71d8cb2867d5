import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, bench, DELIVERED, DOWN, ScriptedSink } from '../fixtures/bench.ts';
import { type MemoryDisk, MemorySpool } from '../fixtures/memory-spool.ts';

const hanging: Answer = (_, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
const refusing: Answer = (bodies) =>
  bodies.some((body) => body.includes('7')) ? { status: 'refused', cause: 'content', reason: 'bad' } : DELIVERED;
const locked: Answer = { status: 'refused', cause: 'access', reason: '401' };

const steps = fc.array(
  fc.record({
    offer: fc.integer({ min: 0, max: 12 }),
    behave: fc.constantFrom<Answer>(DELIVERED, DELIVERED, DOWN, hanging, refusing, locked),
    millis: fc.integer({ min: 0, max: 1500 }),
    severity: fc.constantFrom(9, 17),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('G3: order is kept per stream', () => {
  it('across retries, overflow, spill, bisection and restarts', { timeout: 60_000 }, async () => {
    const setups = fc.record({
      durability: fc.constantFrom('memory' as const, 'process' as const),
      overflow: fc.constantFrom('spill' as const, 'drop-oldest' as const, 'drop-newest' as const),
    });
    const property = fc.asyncProperty(setups, fc.array(steps, { minLength: 1, maxLength: 3 }), async (setup, runs) => {
      const disk: MemoryDisk = { entries: [] };
      const arrived: number[] = [];
      let offered = 0;
      for (const [run, script] of runs.entries()) {
        const sink = new ScriptedSink({ ordered: true });
        const made = bench({
          ...setup,
          sink,
          memorySpool: new MemorySpool(disk, run + 1),
          capacity: { records: 20 },
          batch: { records: 5, ageMillis: 200 },
          retry: { minMillis: 50, maxMillis: 400 },
          timeoutMillis: 300,
        });
        for (const step of script) {
          sink.always = step.behave;
          for (let index = 0; index < step.offer; index += 1) {
            offered += 1;
            made.offerAs(step.severity, `r${offered}`);
          }
          await made.pass(step.millis, 100);
        }
        if (run === runs.length - 1) sink.always = DELIVERED;
        const end = made.delivery.end(run === runs.length - 1 ? 60_000 : 300);
        await made.pass(4000, 250);
        await end;
        expect(made.imbalance()).toBe(0);
        arrived.push(...sink.arrived.map((body) => Number(body.slice(1))));
      }
      expect(arrived).toEqual(arrived.toSorted((a, b) => a - b));
      expect(new Set(arrived).size).toBe(arrived.length);
    });
    await fc.assert(property, { numRuns: Number(process.env['TAILRACE_PROPERTY_RUNS'] ?? 100) });
  });

  it('within each route, where batches of several routes take turns', async () => {
    const made = bench({ batch: { records: 2 } });
    for (let index = 1; index <= 9; index += 1) made.offerAs(9, `${index % 3}-${index}`, String(index % 3));
    await made.delivery.end(1000);
    for (const route of ['0', '1', '2']) {
      const numbers = made.sink.arrived.filter((body) => body.startsWith(route)).map((body) => Number(body.slice(2)));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      expect(numbers.length).toBe(3);
    }
  });
});
