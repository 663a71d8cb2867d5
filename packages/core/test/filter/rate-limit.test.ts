import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateLimit } from '../../src/index.ts';
import { harness, isBalanced, record, weight } from './records.ts';

describe('rateLimit', () => {
  it('lets a burst through and then so many a second', async () => {
    const { chain: made, clock, out } = harness(rateLimit({ perSecond: 10, burst: 5, summary: false }));
    for (let index = 0; index < 20; index += 1) made.offer(record());
    expect(out).toHaveLength(5);
    await clock.advance(1000);
    for (let index = 0; index < 20; index += 1) made.offer(record());
    expect(out).toHaveLength(10);
    await clock.advance(300);
    for (let index = 0; index < 20; index += 1) made.offer(record());
    expect(out).toHaveLength(13);
    expect(made.counts().dropped).toEqual({ rate_limited: 47 });
  });

  it('limits each key by itself', () => {
    const { chain: made, out } = harness(rateLimit({ perSecond: 1, by: 'user.id' }));
    for (let index = 0; index < 30; index += 1) made.offer(record({ attributes: { user: { id: index % 3 } } }));
    expect(out).toHaveLength(3);
  });

  it('lets the first of a window through and then every so-many-th, with the weight of those before it', () => {
    const { chain: made, out } = harness(rateLimit({ first: 3, thereafter: 10, by: 'message' }));
    for (let index = 0; index < 33; index += 1) made.offer(record());
    expect(out.map(({ sampleRate = 1 }) => sampleRate)).toEqual([1, 1, 1, 10, 10, 10]);
    expect(weight(out)).toBe(33);
  });

  it('says at the end of the window how many it suppressed, with their weight and origin', async () => {
    const { chain: made, clock, out } = harness(rateLimit({ perSecond: 1, by: 'message', windowMillis: 5000 }));
    for (let index = 0; index < 8; index += 1) {
      made.offer(record({ message: 'flood', sampleRate: 2, logger: 'db', service: 'shop', timestamp: 1000 + index }));
    }
    expect(out).toHaveLength(1);
    await clock.advance(5000);
    expect(out[1]).toMatchObject({
      message: 'suppressed 7 records of flood',
      level: 'info',
      logger: 'db',
      service: 'shop',
      timestamp: 1007,
      sampleRate: 14,
      attributes: { suppressed: 7, suppressed_by: 'rate_limit', suppressed_key: 'flood', window_millis: 5000 },
    });
    expect(made.counts()).toMatchObject({ offered: 8, passed: 1, emitted: 1, dropped: { rate_limited: 7 } });
  });

  it('makes a summary for each level, so that counts by level stay right', () => {
    const { chain: made, out } = harness(rateLimit({ perSecond: 1 }));
    for (const level of ['info', 'info', 'debug', 'warn', 'debug']) made.offer(record({ level }));
    made.flush();
    expect(out.map(({ level, sampleRate = 1 }) => [level, sampleRate])).toEqual([
      ['info', 1],
      ['info', 1],
      ['debug', 2],
      ['warn', 1],
    ]);
  });

  it('loses no weight, whatever comes and however it is weighted [A3]', async () => {
    const offers = fc.array(
      fc.record({
        key: fc.nat(5),
        level: fc.constantFrom('debug', 'info', 'warn'),
        sampleRate: fc.constantFrom(1, 1, 2.5, 10),
        wait: fc.constantFrom(0, 0, 0, 30, 1100),
      }),
      { maxLength: 60 },
    );
    const limits = fc.constantFrom(
      { perSecond: 2, by: 'message', maxKeys: 3 },
      { perSecond: 2, windowMillis: 100 },
      { first: 2, thereafter: 3, by: 'message', maxKeys: 4 },
      { first: 1, by: ['level', 'message'], windowMillis: 50 },
    );
    await fc.assert(
      fc.asyncProperty(limits, offers, async (options, given) => {
        const { chain: made, clock, out } = harness(rateLimit(options));
        let offered = 0;
        for (const { key, level, sampleRate, wait } of given) {
          made.offer(record({ message: `m${key}`, level, sampleRate }));
          offered += sampleRate;
          if (wait > 0) await clock.advance(wait);
        }
        made.flush();
        return Math.abs(weight(out) - offered) < 1e-6 && isBalanced(made);
      }),
      { numRuns: 100 },
    );
  });

  it('leaves errors, SECURITY and AUDIT alone, unless told otherwise [A3]', () => {
    const words = ['error', 'fatal', 'security', 'audit'];
    const spared = harness(rateLimit({ first: 0 }));
    const limited = harness(rateLimit({ first: 0, spareFrom: false, spareAudits: false }));
    for (const level of words) {
      spared.chain.offer(record({ level }));
      limited.chain.offer(record({ level }));
    }
    expect(spared.out).toHaveLength(4);
    expect(limited.out).toHaveLength(0);
  });

  it('leaves the summaries of a limit before it alone', () => {
    const { chain: made, out } = harness(rateLimit({ perSecond: 1, by: 'message' }), rateLimit({ first: 0 }));
    for (let index = 0; index < 5; index += 1) made.offer(record());
    made.flush();
    expect(out.map(({ attributes }) => attributes?.['suppressed'])).toEqual([4, 1]);
  });

  it('gathers the keys beyond its bound in one summary', () => {
    const { chain: made, out } = harness(rateLimit({ first: 0, by: 'message', maxKeys: 2 }));
    for (let index = 0; index < 10; index += 1) made.offer(record({ message: `m${index}` }));
    made.flush();
    expect(out.map(({ message }) => message)).toEqual([
      'suppressed 1 record of m0',
      'suppressed 1 record of m1',
      'suppressed 8 records of other keys',
    ]);
  });

  it('throws for options that do not fit together', () => {
    expect(() => rateLimit({})).toThrow(expect.objectContaining({ code: 'TAILRACE_MISSING_OPTION' }));
    expect(() => rateLimit({ perSecond: 1, first: 1 })).toThrow(
      expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }),
    );
    expect(() => rateLimit({ first: 1, burst: 1 })).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
    expect(() => rateLimit({ perSecond: 0 })).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
    expect(() => rateLimit({ perSecond: 1, by: {} as string })).toThrow(/'by'/);
    expect(() => rateLimit({ persecond: 1 } as object)).toThrow(/perSecond/);
  });
});
