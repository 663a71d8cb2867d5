import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chain,
  createChain,
  dedupe,
  dryRun,
  type Filter,
  type FilterStep,
  holdBack,
  level,
  type LogRecord,
  rateLimit,
  redact,
  sample,
  WITHHELD_MESSAGE,
} from '../../src/index.ts';
import { FakeClock } from '../../src/testing/index.ts';
import { harness, isBalanced, record, traceId } from './records.ts';

describe('chain', () => {
  it('passes records through its steps in order', () => {
    const seen: string[] = [];
    const step =
      (name: string): Filter =>
      (one) => {
        seen.push(name);
        return { ...one, message: `${one.message}${name}` };
      };
    const { chain: made, out } = harness(step('a'), step('b'));
    made.offer(record({ message: '' }));
    expect(seen).toEqual(['a', 'b']);
    expect(out[0]?.message).toBe('ab');
  });

  it('counts what a function drops as filtered, under the name of the function', () => {
    const { chain: made } = harness(function noHealthChecks(one) {
      return one.message === 'health' ? undefined : one;
    });
    made.offer(record({ message: 'health' }));
    made.offer(record());
    expect(made.counts()).toMatchObject({
      offered: 2,
      passed: 1,
      dropped: { filtered: 1 },
      steps: [{ name: 'noHealthChecks', dropped: { filtered: 1 } }],
    });
  });

  it('takes the steps of chains inside it', () => {
    const made = chain(chain(level('info'), redact()), chain(sample(0.5)));
    expect(made.steps.map(({ name }) => name)).toEqual(['level', 'redact', 'sample']);
    expect(made.rewrites).toBe(true);
    expect(chain(level('info')).rewrites).toBe(false);
  });

  it('refuses what is no filter, and a second listener', () => {
    expect(() => chain('info' as unknown as Filter)).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
    expect(() => createChain([], { clok: 1 } as object)).toThrow(/clock/);
    const made = chain();
    made.connect(() => {});
    expect(() => made.connect(() => {})).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
    made.close();
    expect(() => made.connect(() => {})).not.toThrow();
  });

  it('answers what passes at once from apply, without telling the listener', () => {
    const { chain: made, out } = harness(level('warn'));
    expect(made.apply(record({ level: 'warn' }))).toMatchObject({ level: 'warn' });
    expect(made.apply(record())).toBeUndefined();
    expect(out).toEqual([]);
    expect(made.counts()).toMatchObject({ offered: 2, passed: 1, dropped: { below_level: 1 } });
  });

  it('lets a record pass that a step throws for, and reports it once a minute with how many', async () => {
    const {
      chain: made,
      out,
      reports,
      clock,
    } = harness(() => {
      throw new Error('broken');
    });
    for (let index = 0; index < 5; index += 1) made.offer(record());
    expect(out).toHaveLength(5);
    expect(reports).toHaveLength(1);
    await clock.advance(60_000);
    made.offer(record());
    expect(reports.map(({ name, records }) => [name, records])).toEqual([
      ['filter.failed', 1],
      ['filter.failed', 5],
    ]);
    expect(isBalanced(made)).toBe(true);
  });

  it('withholds the content of a record for which a step that redacts throws', () => {
    const broken: FilterStep = {
      name: 'mine',
      onThrow: 'withhold',
      apply() {
        throw new Error('broken');
      },
    };
    const { chain: made, out } = harness(broken);
    made.offer(record({ message: 'canary', attributes: { a: 'canary' }, logger: 'canary', level: 'error' }));
    expect(out[0]).toMatchObject({ message: WITHHELD_MESSAGE, level: 'error' });
    expect(JSON.stringify(out)).not.toContain('canary');
  });

  it('counts a record as filtered whose step answers nothing and says nothing', () => {
    const mute: FilterStep = { name: 'mute', apply: () => undefined };
    const { chain: made, reports } = harness(level('info'), mute);
    made.offer(record());
    expect(made.counts().steps[1]).toEqual({ name: 'mute', dropped: { filtered: 1 } });
    expect(reports).toHaveLength(1);
  });

  it('passes nothing on twice that a step both drops and answers', () => {
    const torn: FilterStep = {
      name: 'torn',
      apply(one, flow) {
        flow.drop(one, 'filtered');
        return one;
      },
    };
    const { chain: made, out } = harness(torn);
    made.offer(record());
    expect(out).toEqual([]);
    expect(isBalanced(made)).toBe(true);
  });

  it('keeps its books when the listener logs into the same chain', () => {
    const clock = new FakeClock();
    const made = createChain([holdBack({ until: 'error' }), level('info')], { clock });
    const out: LogRecord[] = [];
    made.connect((one) => {
      out.push(one);
      if (out.length < 4) made.offer(record({ message: `echo ${out.length}` }));
    });
    made.offer(record({ traceId: traceId(1), level: 'debug' }));
    made.offer(record({ traceId: traceId(1), level: 'info' }));
    made.offer(record({ traceId: traceId(1), level: 'error' }));
    expect(isBalanced(made)).toBe(true);
    expect(made.counts()).toMatchObject({ held: 0, dropped: { below_level: 1 }, passed: out.length });
  });

  it('does not let a listener that throws reach the application', async () => {
    const clock = new FakeClock();
    const made = createChain([dedupe({ windowMillis: 100 })], { clock });
    made.connect(() => {
      throw new Error('listener');
    });
    expect(() => made.offer(record())).not.toThrow();
    made.offer(record());
    await clock.advance(200);
    expect(isBalanced(made)).toBe(true);
  });

  it('wakes its steps by one timer, which is there only while something is due', async () => {
    const {
      chain: made,
      clock,
      out,
    } = harness(dedupe({ windowMillis: 1000 }), rateLimit({ perSecond: 1, by: 'message', windowMillis: 5000 }));
    expect(clock.pending).toBe(0);
    made.offer(record({ message: 'x', attributes: { n: 1 } }));
    made.offer(record({ message: 'x', attributes: { n: 1 } }));
    made.offer(record({ message: 'x', attributes: { n: 2 } }));
    expect(clock.pending).toBe(1);
    await clock.advance(1000);
    expect(out.map(({ attributes }) => attributes)).toContainEqual({ n: 1, repeat_count: 1 });
    await clock.advance(5000);
    expect(out.at(-1)?.attributes).toMatchObject({ suppressed: 1 });
    expect(clock.pending).toBe(0);
  });

  it('does not stretch a window when the wall clock is set back by an hour', async () => {
    const { chain: made, clock, out } = harness(dedupe({ windowMillis: 1000 }));
    made.offer(record());
    made.offer(record());
    clock.jump(-3_600_000);
    await clock.advance(1000);
    expect(out).toHaveLength(2);
  });

  it('keeps nothing back after it was closed', () => {
    const { chain: made, clock, out } = harness(holdBack(), dedupe());
    made.offer(record({ traceId: traceId(1) }));
    expect(made.counts().held).toBe(1);
    made.close();
    expect(made.counts().held).toBe(0);
    expect(out).toHaveLength(1);
    made.offer(record({ traceId: traceId(1), message: 'late' }));
    expect(out).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  it('counts summaries by themselves, also those that a later step drops', async () => {
    const { chain: made, clock } = harness(dedupe({ windowMillis: 10 }), (one) =>
      one.attributes?.['repeat_count'] === undefined ? one : undefined,
    );
    made.offer(record());
    made.offer(record());
    await clock.advance(10);
    expect(made.counts()).toMatchObject({
      offered: 2,
      passed: 1,
      emitted: 0,
      emittedDropped: 1,
      dropped: { duplicate: 1 },
    });
  });

  it('balances offered with passed, held and dropped, whatever the steps and the records are [A3]', async () => {
    const steps: (() => Filter)[] = [
      () => level('debug'),
      () => level({ default: 'debug', db: 'warn' }),
      () => sample({ debug: 0.5, info: 0.5 }),
      () => rateLimit({ perSecond: 2, by: 'message', windowMillis: 50 }),
      () => rateLimit({ first: 1, thereafter: 2, by: 'message', windowMillis: 40 }),
      () => dedupe({ windowMillis: 30, maxKeys: 3 }),
      () => holdBack({ maxMillis: 50, maxRecords: 5, maxRecordsPerContext: 3 }),
      () => holdBack({ maxMillis: 50, atFlush: 'drop' }),
      () => redact(),
      () => dryRun(rateLimit({ perSecond: 1 })),
      () => (one) => (one.message === 'b' ? undefined : { ...one }),
      () => () => {
        throw new Error('broken');
      },
    ];
    const offers = fc.array(
      fc.record({
        message: fc.constantFrom('a', 'b', 'c'),
        level: fc.constantFrom('debug', 'info', 'warn', 'error', 'audit'),
        trace: fc.nat(2),
        wait: fc.constantFrom(0, 0, 0, 7, 60),
      }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 6 }), offers, async (makes, given) => {
        const { chain: made, clock, out } = harness(...makes.map((make) => make()));
        for (const { message, level: word, trace, wait } of given) {
          made.offer(record({ message, level: word, traceId: traceId(trace), logger: 'db.pool' }));
          if (wait > 0) await clock.advance(wait);
          if (!isBalanced(made)) return false;
        }
        made.flush();
        const { passed, emitted, held } = made.counts();
        return isBalanced(made) && held === 0 && passed + emitted === out.length;
      }),
      { numRuns: 120 },
    );
  });
});
