import type { LogRecord } from '@tailrace/core';
import { compilePredicate } from '@tailrace/query';
import { toPlainWire } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { checkRetention, parseRetention, planRetention, type RetentionPolicy, stepAt } from '../src/index.ts';

const DAY = 86_400_000;

describe('retention in words', () => {
  it.each<[string, RetentionPolicy]>([
    [
      'keep errors 90d, the rest 14d',
      { keep: [{ minLevel: 'error', maxAgeMillis: 90 * DAY }], maxAgeMillis: 14 * DAY },
    ],
    ['error 90d', { keep: [{ minLevel: 'error', maxAgeMillis: 90 * DAY }] }],
    ['keep all for ever', { maxAgeMillis: Number.POSITIVE_INFINITY }],
    [
      '  KEEP  Warn+ 1w , Debug for 12h,rest 1d12h',
      {
        keep: [
          { minLevel: 'warn', maxAgeMillis: 7 * DAY },
          { level: 'debug', maxAgeMillis: DAY / 2 },
        ],
        maxAgeMillis: 1.5 * DAY,
      },
    ],
    [
      'warnings 30d, >=fatal forever, notice and above 60d',
      {
        keep: [
          { level: 'warning', maxAgeMillis: 30 * DAY },
          { minLevel: 'fatal', maxAgeMillis: Number.POSITIVE_INFINITY },
          { minLevel: 'notice', maxAgeMillis: 60 * DAY },
        ],
      },
    ],
    [
      'audits forever, kind:llm.call 7d, at most 50GB',
      {
        keep: [
          { kind: 'audit', maxAgeMillis: Number.POSITIVE_INFINITY },
          { kind: 'llm.call', maxAgeMillis: 7 * DAY },
        ],
        maxBytes: 50e9,
      },
    ],
  ])('is read: %s', (text, policy) => {
    expect(parseRetention(text)).toEqual(policy);
    expect(() => checkRetention('test', parseRetention(text))).not.toThrow();
  });

  it.each([
    ['keep erors 90d', 'keep erors 90d', '     ^^^^^', "Did you mean 'error"],
    ['errors', 'errors', '^^^^^^', "How long is 'errors' kept?"],
    ['errors 90x', 'errors 90x', '       ^^^', 'is no time'],
    ['keep 90d', 'keep 90d', '     ^^^', 'Which records'],
    ['errors 90d,', 'errors 90d,', '           ^', 'Something is to be kept here'],
    ['', '', '^', 'Something is to be kept here'],
    ['at most lots', 'at most lots', '        ^^^^', 'is no size'],
    ['the rest 1d, all 2d', 'the rest 1d, all 2d', '             ^^^^^^', 'named twice'],
    ['rest 0d', 'rest 0d', '     ^^', 'is no time'],
  ])('that cannot be read is shown with its place: %s', (text, line, carets, words) => {
    let message = '';
    try {
      parseRetention(text);
    } catch (error) {
      expect(error).toMatchObject({ code: 'TAILRACE_BAD_OPTION' });
      message = (error as Error).message;
    }
    expect(message).toContain(words);
    expect(message.split('\n').slice(1, 3)).toEqual([`  ${line}`, `  ${carets}`]);
  });
});

describe('a retention policy', () => {
  it.each([
    [{ maxAge: 3 }, 'TAILRACE_UNKNOWN_OPTION'],
    [{ maxAgeMillis: 0 }, 'TAILRACE_BAD_OPTION'],
    [{ keep: [{ maxAgeMillis: 1 }] }, 'TAILRACE_BAD_OPTION'],
    [{ keep: [{ level: 'info', kind: 'audit', maxAgeMillis: 1 }] }, 'TAILRACE_BAD_OPTION'],
    [{ keep: [{ level: 'info' }] }, 'TAILRACE_MISSING_OPTION'],
    [{ keep: [{ minLevel: 'eror', maxAgeMillis: 1 }] }, 'TAILRACE_UNKNOWN_LEVEL'],
    [{ keep: ['errors'] }, 'TAILRACE_BAD_OPTION'],
  ])('that is wrong is refused: %j', (policy, code) => {
    expect(() => checkRetention('test', policy as unknown as RetentionPolicy)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  const record = (level: string, severity: number, kind?: string): LogRecord => ({
    id: 'x',
    timestamp: 0,
    level,
    severity,
    message: '',
    ...(kind !== undefined && { kind }),
  });

  it('keeps a record as long as the first rule that matches says', () => {
    const plan = planRetention(parseRetention('keep audits 400d, errors 90d, debug 2d, info+ 20d, the rest 14d'));
    const staysAt = (one: LogRecord, days: number): boolean => {
      const step = stepAt(plan, days * DAY);
      if (step === undefined) return true;
      return step.keep !== undefined && compilePredicate(step.keep)(toPlainWire(one));
    };
    const lastDay = (one: LogRecord) =>
      [1, 2, 3, 14, 15, 20, 21, 90, 91, 400, 401].findLast((day) => staysAt(one, day));
    expect(lastDay(record('debug', 5))).toBe(2);
    expect(lastDay(record('trace', 1))).toBe(14);
    expect(lastDay(record('info', 9))).toBe(20);
    expect(lastDay(record('fatal', 21))).toBe(90);
    expect(lastDay(record('AUDIT', 12))).toBe(400);
    expect(lastDay(record('security', 16))).toBe(400);
    expect(lastDay(record('error', 17, 'audit'))).toBe(400);
    expect(lastDay(record('error', 17, 'log'))).toBe(90);
    expect(stepAt(plan, 401 * DAY)).toEqual({ olderThanMillis: 400 * DAY });
  });

  it('takes last what a rule keeps longer than the rest, where there are too many bytes', () => {
    const { precious, maxBytes } = planRetention(parseRetention('errors 90d, debug 1d, the rest 14d, at most 1GB'));
    if (precious === undefined) throw new Error('Errors are precious.');
    const isPrecious = compilePredicate(precious);
    expect(maxBytes).toBe(1e9);
    expect(
      [record('error', 17), record('debug', 5), record('info', 9)].map((one) => isPrecious(toPlainWire(one))),
    ).toEqual([true, false, false]);
    expect(planRetention({ keep: [{ level: 'debug', maxAgeMillis: DAY }] }).precious).toBeUndefined();
  });

  it('without a word about the rest keeps it for 30 days, and for ever where it says so', () => {
    expect(planRetention({}).steps).toEqual([{ olderThanMillis: 30 * DAY }]);
    expect(planRetention(parseRetention('all forever')).steps).toEqual([]);
  });
});
