import { draws } from '@tailrace/core/testing';
import * as fc from 'fast-check';
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Spool, SpooledEntry } from '../../src/spool/spool-contract.ts';
import { everything, entry as entryOf, entries, newFolder, open } from './spool-fixture.ts';
import { PowerLossFiles } from './power-loss-files.ts';

type Step =
  | { readonly kind: 'append'; readonly count: number; readonly disk: boolean; readonly waits: boolean }
  | { readonly kind: 'burst'; readonly count: number; readonly disk: boolean }
  | { readonly kind: 'acknowledge'; readonly count: number }
  | { readonly kind: 'power loss'; readonly seed: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      count: fc.integer({ min: 1, max: 8 }),
      disk: fc.boolean(),
      waits: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('burst' as const),
      count: fc.integer({ min: 1, max: 8 }),
      disk: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), count: fc.integer({ min: 1, max: 8 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('power loss' as const), seed: fc.nat() }) },
);

const RUNS = process.env['TAILRACE_FAULTS'] === 'long' ? 3_000 : 80;
const numberOf = ({ entry: { id } }: SpooledEntry): number => Number(id.slice(3));

describe('a spool whose machine loses power, with torn and reordered writes [F2] [G1]', () => {
  it('has every entry that was synced, whole and in order, none twice, and counts what is missing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        let folder = newFolder();
        let files = new PowerLossFiles();
        let spool: Spool = (await open(folder, { segmentBytes: 512, files })).spool;
        let next = 0;
        /** What was acknowledged as synced, and not delivered since. */
        let synced = new Set<number>();
        /** What may be there: all that was appended and not found missing. */
        let possible = new Set<number>();
        let underway: Promise<unknown>[] = [];
        const take = (count: number): number[] => {
          const numbers = Array.from({ length: count }, (_, index) => next + index);
          next += count;
          for (const number of numbers) possible.add(number);
          return numbers;
        };
        for (const now of [...steps, { kind: 'power loss', seed: steps.length } as const]) {
          if (now.kind === 'append') {
            const numbers = take(now.count);
            const promised = synced;
            const appended = spool
              .append(entries(now.count, numbers[0]), now.disk ? 'disk' : 'process')
              .then(() => now.disk && numbers.forEach((number) => promised.add(number)));
            underway.push(appended);
            if (now.waits) await appended;
          } else if (now.kind === 'burst') {
            const numbers = take(now.count);
            spool.appendSync(entries(now.count, numbers[0]), now.disk ? 'disk' : 'process');
            if (now.disk) numbers.forEach((number) => synced.add(number));
          } else if (now.kind === 'acknowledge') {
            const read = await spool.read({ records: now.count, bytes: 1e9 });
            spool.acknowledge(read.map(({ position }) => position));
            for (const done of read) synced.delete(numberOf(done));
          } else {
            const left = newFolder();
            files.losePower(folder, left, draws(now.seed));
            const mustBeThere = [...synced];
            const before = { spool, folder, underway };
            // The process of before is gone; its copy is only wound up here.
            [synced, underway] = [new Set(), []];
            files = new PowerLossFiles();
            folder = left;
            spool = (await open(folder, { segmentBytes: 512, files })).spool;
            await Promise.all(before.underway);
            await before.spool.close();
            rmSync(before.folder, { recursive: true });
            const read = await spool.read(everything);
            const numbers = read.map(numberOf);
            expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other));
            expect(mustBeThere.filter((number) => !numbers.includes(number))).toEqual([]);
            expect(numbers.filter((number) => !possible.has(number))).toEqual([]);
            expect(read.map(({ entry }) => entry)).toEqual(numbers.map((number) => entryOf(number)));
            const { adopted, damaged } = spool.counts();
            expect(adopted).toBe(read.length + damaged);
            expect(damaged).toBeLessThanOrEqual(possible.size - read.length);
            possible = new Set(numbers);
            // What is there now is on the disk, and is read again from there.
            await spool.close();
            files = new PowerLossFiles();
            spool = (await open(folder, { segmentBytes: 512, files })).spool;
            for (const number of numbers) synced.add(number);
          }
        }
      }),
      { numRuns: RUNS },
    );
  }, 600_000);
});
