import * as fc from 'fast-check';
import { ftruncateSync, openSync, closeSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Spool, SpooledEntry } from '../../src/spool/spool-contract.ts';
import { crash, entries, filesOf, newFolder, open } from './spool-fixture.ts';

type Step =
  | { readonly kind: 'append'; readonly count: number; readonly disk: boolean }
  | { readonly kind: 'read'; readonly count: number }
  | { readonly kind: 'acknowledge'; readonly picks: readonly number[] }
  | { readonly kind: 'close' }
  | { readonly kind: 'crash'; readonly torn: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      count: fc.integer({ min: 1, max: 12 }),
      disk: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const), count: fc.integer({ min: 1, max: 15 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), picks: fc.array(fc.nat(30), { maxLength: 12 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'close' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), torn: fc.nat(200) }) },
);

/** Numbers from here on were never promised. */
const UNPROMISED = 1_000_000;

/** Cuts bytes off the end of the file that was written last, as a crash in the middle of a write does. */
function tear(folder: string, bytes: number): void {
  const last = filesOf(folder, '.seg').at(-1);
  if (last === undefined) return;
  const fd = openSync(last, 'r+');
  ftruncateSync(fd, Math.max(0, statSync(last).size - bytes));
  closeSync(fd);
}

describe('a spool, whatever is done with it [F2]', () => {
  it('has every entry that was promised and not acknowledged, in order, once, through crashes and closing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        let folder = newFolder();
        let spool: Spool = (await open(folder, { segmentBytes: 512 })).spool;
        let next = 0;
        let pending: number[] = [];
        let unread: number[] = [];
        let out: SpooledEntry[] = [];
        const reopen = async (): Promise<void> => {
          spool = (await open(folder, { segmentBytes: 512 })).spool;
          unread = [...pending];
          out = [];
          expect(spool.counts()).toMatchObject({ pendingRecords: pending.length, adopted: pending.length, damaged: 0 });
        };
        const numberOf = ({ entry }: SpooledEntry): number => Number(entry.id.slice(3));
        for (const now of [...steps, { kind: 'close' } as const, { kind: 'read', count: 10_000 } as const]) {
          if (now.kind === 'append') {
            const numbers = Array.from({ length: now.count }, (_, index) => next + index);
            await spool.append(entries(now.count, next), now.disk ? 'disk' : 'process');
            next += now.count;
            pending.push(...numbers);
            unread.push(...numbers);
          } else if (now.kind === 'read') {
            const read = await spool.read({ records: now.count, bytes: 1e9 });
            expect(read.map(numberOf)).toEqual(unread.splice(0, now.count));
            out.push(...read);
          } else if (now.kind === 'acknowledge') {
            const done = [...new Set(now.picks)].map((pick) => out[pick]).filter((found) => found !== undefined);
            spool.acknowledge(done.map(({ position }) => position));
            out = out.filter((found) => !done.includes(found));
            pending = pending.filter((number) => !done.some((found) => numberOf(found) === number));
          } else if (now.kind === 'close') {
            await spool.close();
            await reopen();
          } else {
            // What is being written when the process dies is promised to nobody. What was acknowledged may have been
            // on its way to the disk, and then it comes again.
            const before = spool;
            if (now.torn > 0) await spool.append(entries(5, UNPROMISED), 'process');
            folder = crash(folder);
            if (now.torn > 0) tear(folder, 1 + (now.torn % 60));
            await before.close();
            spool = (await open(folder, { segmentBytes: 512 })).spool;
            const read = await spool.read({ records: 10_000, bytes: 1e9 });
            const again = read.filter((found) => !pending.includes(numberOf(found)));
            out = read.filter((found) => !again.includes(found));
            expect(out.map(numberOf)).toEqual(pending);
            expect(again.every((found) => numberOf(found) >= UNPROMISED || numberOf(found) < next)).toBe(true);
            expect(spool.counts().damaged).toBe(0);
            spool.acknowledge(again.map(({ position }) => position));
            unread = [];
          }
          expect(spool.counts().pendingRecords).toBe(pending.length);
        }
      }),
      { numRuns: process.env['TAILRACE_FAULTS'] === 'long' ? 2_000 : 60 },
    );
  }, 600_000);
});
