import { describe, expect, it } from 'vitest';
import {
  all,
  any,
  dedupe,
  dryRun,
  type Filter,
  type FilterStep,
  holdBack,
  level,
  not,
  orElse,
  perKey,
  rateLimit,
  redact,
  sample,
  when,
} from '../../src/index.ts';
import { harness, isBalanced, kept, record, traceId, weight } from './records.ts';

const drop: Filter = function drop() {
  return undefined;
};

describe('all', () => {
  it('keeps what every filter in it keeps, as one step', () => {
    const step = all(level('info'), (one) => ({ ...one, message: 'changed' }));
    expect(kept(step, [record({ level: 'debug' }), record()]).map(({ message }) => message)).toEqual(['changed']);
  });

  it('sends on through the rest of it what a step in it held or made', async () => {
    const mark: Filter = (one) => ({ ...one, attributes: { ...one.attributes, marked: true } });
    const {
      chain: made,
      out,
      clock,
    } = harness(all(holdBack(), dedupe({ windowMillis: 100, by: 'message' }), mark), redact());
    made.offer(record({ traceId: traceId(1), message: 'a' }));
    made.offer(record({ traceId: traceId(1), message: 'a' }));
    made.offer(record({ traceId: traceId(1), message: 'a', level: 'error' }));
    await clock.advance(100);
    expect(out.map(({ attributes }) => attributes)).toEqual([
      { marked: true },
      { marked: true },
      { repeat_count: 1, marked: true },
    ]);
    expect(made.counts()).toMatchObject({ offered: 3, passed: 2, held: 0, emitted: 1, dropped: { duplicate: 1 } });
  });

  it('counts a record that one step in it held and a later one drops', () => {
    const { chain: made } = harness(all(holdBack(), drop));
    made.offer(record({ traceId: traceId(1) }));
    made.flush();
    expect(made.counts()).toMatchObject({ offered: 1, held: 0, dropped: { filtered: 1 } });
  });

  it('withholds only what a step that redacts failed for, and goes on after any other', () => {
    const broken: Filter = () => {
      throw new Error('broken');
    };
    const { chain: made, out, reports } = harness(all(broken, redact()));
    made.offer(record({ message: 'mail ada@example.com' }));
    expect(out[0]?.message).toBe('mail [redacted]');
    expect(reports).toHaveLength(1);
  });
});

describe('any and orElse', () => {
  it('keep what any filter keeps, and ask no further', () => {
    const step = any(level('error'), (one) => (one.logger === 'payments' ? one : undefined), drop);
    const records = [record({ level: 'error' }), record({ logger: 'payments' }), record()];
    expect(kept(step, records)).toEqual(records.slice(0, 2));
    expect(() => any()).toThrow(expect.objectContaining({ code: 'TAILRACE_MISSING_OPTION' }));
  });

  it('hand what is beyond a burst on to the next, which answers for it alone', () => {
    const { chain: made, out } = harness(orElse(rateLimit({ first: 2, by: 'message' }), sample(0.5)));
    for (let index = 0; index < 400; index += 1) made.offer(record({ traceId: traceId(index) }));
    const direct = out.length;
    expect(direct).toBeGreaterThan(150);
    expect(direct).toBeLessThan(250);
    made.flush();
    expect(isBalanced(made)).toBe(true);
    expect(made.counts().dropped).toEqual({ sampled_out: 400 - direct });
    // No summary beside the sampler's weights: they stand for the same records.
    expect(out).toHaveLength(direct);
    expect(weight(out)).toBe(2 + (direct - 2) * 2);
  });

  it('give what a step releases later another chance', async () => {
    const { chain: made, out, clock } = harness(any(holdBack({ maxMillis: 100 }), (one) => one));
    made.offer(record({ traceId: traceId(1) }));
    await clock.advance(100);
    expect(out).toHaveLength(1);
    expect(made.counts()).toMatchObject({ passed: 1, held: 0, dropped: {} });
  });

  it('let the last filter hold what the others drop', () => {
    const { chain: made, out } = harness(any(drop, holdBack()));
    made.offer(record({ traceId: traceId(1) }));
    expect(made.counts().held).toBe(1);
    made.flush();
    expect(out).toHaveLength(1);
    expect(isBalanced(made)).toBe(true);
  });
});

describe('not', () => {
  it('keeps what a filter drops, and leaves errors and audits alone [A3]', () => {
    const step = not((one) => (one.message.startsWith('GET /healthz') ? one : undefined));
    const health = record({ message: 'GET /healthz' });
    const failed = record({ message: 'GET /healthz', level: 'error' });
    const other = record();
    expect(kept(step, [health, failed, other])).toEqual([failed, other]);
  });

  it('throws for what holds or makes records', () => {
    expect(() => not(holdBack())).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
  });
});

describe('when', () => {
  it('asks a filter only about records that meet the condition', () => {
    const step = when(
      ({ logger }) => logger === 'http',
      drop,
      (one) => ({ ...one, message: 'otherwise' }),
    );
    const records = [record({ logger: 'http' }), record({ logger: 'db' })];
    expect(kept(step, records).map(({ message }) => message)).toEqual(['otherwise']);
    expect(
      kept(
        when(({ logger }) => logger === 'http', drop),
        records,
      ),
    ).toHaveLength(1);
    expect(() => when('x' as never, drop)).toThrow(/function/);
  });

  it('withholds content where the redaction under it fails', () => {
    const broken: FilterStep = {
      name: 'mine',
      onThrow: 'withhold',
      apply() {
        throw new Error('broken');
      },
    };
    const { out, chain: made } = harness(when(() => true, broken));
    made.offer(record({ message: 'canary' }));
    expect(JSON.stringify(out)).not.toContain('canary');
  });
});

describe('perKey', () => {
  it('gives every key a filter of its own', () => {
    const { chain: made, out } = harness(perKey('service', () => rateLimit({ first: 2 })));
    for (let index = 0; index < 10; index += 1) made.offer(record({ service: index % 2 === 0 ? 'a' : 'b' }));
    expect(out).toHaveLength(4);
    made.flush();
    expect(weight(out)).toBe(10);
  });

  it('wakes the filter of a key when it is due, and flushes one that has to go', async () => {
    const {
      chain: made,
      out,
      clock,
    } = harness(perKey('service', () => rateLimit({ first: 1, windowMillis: 100 }), { maxKeys: 2 }));
    made.offer(record({ service: 'a' }));
    made.offer(record({ service: 'a' }));
    await clock.advance(100);
    expect(out).toHaveLength(2);
    for (let index = 0; index < 20; index += 1) {
      made.offer(record({ service: `s${index}` }));
      made.offer(record({ service: `s${index}` }));
    }
    made.flush();
    expect(weight(out)).toBe(42);
  });

  it('throws at creation where the filter of a key is wrong', () => {
    expect(() => perKey('service', () => rateLimit({}))).toThrow(/perSecond/);
    expect(() => perKey('service', 5 as never)).toThrow(/function/);
  });
});

describe('dryRun', () => {
  it('drops nothing, and counts what would have been dropped', () => {
    const trial = dryRun(rateLimit({ first: 2 }));
    const { chain: made, out } = harness(trial);
    const given = Array.from({ length: 10 }, () => record());
    for (const one of given) made.offer(one);
    made.flush();
    expect(out).toEqual(given);
    expect(trial.counts()).toMatchObject({ offered: 10, passed: 2, dropped: { rate_limited: 8 } });
    expect(made.counts()).toMatchObject({ offered: 10, passed: 10, emitted: 0, dropped: {} });
  });

  it('holds nothing back and rewrites nothing', () => {
    const trial = dryRun(all(holdBack(), redact()));
    const { chain: made, out } = harness(trial);
    const one = record({ traceId: traceId(1), message: 'ada@example.com' });
    made.offer(one);
    expect(out).toEqual([one]);
    expect(trial.counts().held).toBe(1);
    made.flush();
    expect(trial.counts()).toMatchObject({ held: 0, passed: 1 });
    expect(out).toHaveLength(1);
  });
});
