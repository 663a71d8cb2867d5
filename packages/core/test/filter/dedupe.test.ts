import { describe, expect, it } from 'vitest';
import { dedupe } from '../../src/index.ts';
import { harness, isBalanced, record, weight } from './records.ts';

describe('dedupe', () => {
  it('lets the first of equal records through, and one for its repeats at the end of the window', async () => {
    const { chain: made, clock, out } = harness(dedupe({ windowMillis: 1000 }));
    for (let index = 0; index < 5; index += 1) {
      made.offer(record({ attributes: { a: 1 }, timestamp: 1000 + index, sampleRate: 2 }));
    }
    expect(out).toHaveLength(1);
    await clock.advance(1000);
    expect(out[1]).toMatchObject({ timestamp: 1004, sampleRate: 8, attributes: { a: 1, repeat_count: 4 } });
    expect(out[1]?.id).not.toBe(out[0]?.id);
    expect(weight(out)).toBe(10);
    made.offer(record({ attributes: { a: 1 } }));
    expect(out).toHaveLength(3);
    expect(made.counts().dropped).toEqual({ duplicate: 4 });
  });

  it('takes records for equal by everything they say, or by what it is told', () => {
    const whole = harness(dedupe());
    const byMessage = harness(dedupe({ by: 'message' }));
    for (const { chain: made } of [whole, byMessage]) {
      made.offer(record({ attributes: { user: 1 } }));
      made.offer(record({ attributes: { user: 2 } }));
      made.offer(record({ attributes: { user: 2 }, level: 'debug' }));
    }
    expect(whole.out).toHaveLength(3);
    expect(byMessage.out).toHaveLength(1);
  });

  it('says what the repeats said, though their objects are changed later', () => {
    const { chain: made, out } = harness(dedupe({ by: 'message' }));
    const attributes = { user: { name: 'before' } };
    made.offer(record({ attributes }));
    made.offer(record({ attributes }));
    attributes.user.name = 'after';
    made.flush();
    expect(out[1]?.attributes).toEqual({ user: { name: 'before' }, repeat_count: 1 });
  });

  it('remembers a bounded number of records and loses no repeat of those that go', () => {
    const { chain: made, out } = harness(dedupe({ maxKeys: 10 }));
    for (let index = 0; index < 1000; index += 1) {
      made.offer(record({ message: `m${index}` }));
      made.offer(record({ message: `m${index}` }));
    }
    made.flush();
    expect(weight(out)).toBe(2000);
    expect(isBalanced(made)).toBe(true);
  });

  it('leaves errors, SECURITY and AUDIT alone, unless told otherwise [A3]', () => {
    const spared = harness(dedupe());
    const all = harness(dedupe({ spareFrom: false, spareAudits: false }));
    for (const { chain: made } of [spared, all]) {
      for (const level of ['error', 'security', 'audit']) {
        made.offer(record({ level }));
        made.offer(record({ level }));
      }
    }
    expect(spared.out).toHaveLength(6);
    expect(all.out).toHaveLength(3);
  });

  it('takes records that cannot be compared without throwing', () => {
    const { chain: made, out, reports } = harness(dedupe());
    const cycle: Record<string, unknown> = { big: 10n };
    cycle['self'] = cycle;
    made.offer(record({ attributes: cycle }));
    made.offer(record({ attributes: cycle }));
    made.flush();
    expect(out[1]?.attributes).toMatchObject({ repeat_count: 1, self: '[Circular]' });
    expect(reports).toEqual([]);
  });
});
