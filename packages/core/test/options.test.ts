import { describe, expect, it } from 'vitest';
import { checkOptions, nearestName, TailraceError } from '../src/index.ts';

interface Options {
  readonly url: string;
  readonly retries?: number;
  readonly ratio?: number;
  readonly mode?: 'fast' | 'full';
  readonly gzip?: boolean;
  readonly overflow?: string | object;
  readonly list?: unknown[];
  readonly hook?: () => void;
}

const check = (given: object) => () =>
  checkOptions<Options>('Thing', given as Options, {
    url: { type: 'string', required: true },
    retries: { type: 'integer', min: 0, max: 10 },
    ratio: { type: 'number', min: 0 },
    mode: { type: 'string', oneOf: ['fast', 'full'] },
    gzip: { type: 'boolean' },
    overflow: { type: 'object', oneOf: ['spill', 'drop'] },
    list: { type: 'array' },
    hook: { type: 'function' },
  });

const good = { url: 'http://x' };

describe('checkOptions', () => {
  it('takes what the rules take, and leaves undefined for absent', () => {
    expect(
      check({ ...good, retries: 10, ratio: 0.5, mode: 'full', gzip: false, overflow: 'drop', list: [], hook: () => 1 }),
    ).not.toThrow();
    expect(check({ ...good, overflow: { below: 'warn' }, retries: undefined })).not.toThrow();
  });

  it.each([
    [{ ...good, retrys: 1 }, 'TAILRACE_UNKNOWN_OPTION', "Thing has no option 'retrys'. Did you mean 'retries'?"],
    [
      { ...good, zzzzzzzz: 1 },
      'TAILRACE_UNKNOWN_OPTION',
      "Thing has no option 'zzzzzzzz'. It takes url, retries, ratio, mode, gzip, overflow, list, hook.",
    ],
    [{}, 'TAILRACE_MISSING_OPTION', "Thing needs the option 'url'."],
    [{ url: 7 }, 'TAILRACE_BAD_OPTION', "Thing: 'url' takes a string, not 7."],
    [{ ...good, retries: 1.5 }, 'TAILRACE_BAD_OPTION', "Thing: 'retries' takes an integer from 0 to 10, not 1.5."],
    [{ ...good, retries: 11 }, 'TAILRACE_BAD_OPTION', "Thing: 'retries' takes an integer from 0 to 10, not 11."],
    [{ ...good, ratio: Number.NaN }, 'TAILRACE_BAD_OPTION', "Thing: 'ratio' takes a number from 0, not NaN."],
    [{ ...good, mode: 'slow' }, 'TAILRACE_BAD_OPTION', `Thing: 'mode' takes one of "fast", "full", not "slow".`],
    [{ ...good, gzip: null }, 'TAILRACE_BAD_OPTION', "Thing: 'gzip' takes a boolean, not null."],
    [
      { ...good, overflow: 'block' },
      'TAILRACE_BAD_OPTION',
      `Thing: 'overflow' takes an object, or "spill", "drop", not "block".`,
    ],
    [
      { ...good, overflow: [] },
      'TAILRACE_BAD_OPTION',
      `Thing: 'overflow' takes an object, or "spill", "drop", not an array.`,
    ],
    [{ ...good, list: {} }, 'TAILRACE_BAD_OPTION', "Thing: 'list' takes an array, not an object."],
    [{ ...good, hook: 'x' }, 'TAILRACE_BAD_OPTION', `Thing: 'hook' takes a function, not "x".`],
    [{ ...good, url: () => 1 }, 'TAILRACE_BAD_OPTION', "Thing: 'url' takes a string, not a function."],
    [{ ...good, list: 3n }, 'TAILRACE_BAD_OPTION', "Thing: 'list' takes an array, not 3n."],
  ])('says what is wrong: %#', (given, code, message) => {
    expect(check(given)).toThrow(expect.objectContaining({ code, message, name: 'TailraceError' }) as Error);
    expect(check(given)).toThrow(TailraceError);
  });

  it('does not repeat a long value', () => {
    expect(check({ ...good, mode: 'x'.repeat(10_000) })).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{0,120}$/) as string }) as Error,
    );
  });
});

describe('nearestName', () => {
  it.each([
    ['fileName', 'filename'],
    ['timout', 'timeout'],
    ['levle', 'level'],
    ['qqqqq', undefined],
  ])('finds the known name nearest to %s', (name, nearest) => {
    expect(nearestName(name, ['filename', 'timeout', 'level'])).toBe(nearest);
  });
});

describe('checkOptions of callers without types', () => {
  it.each([undefined, null, 5, 'x'])('says that options are an object where it is given %s', (given) => {
    expect(() => checkOptions('Thing', given as unknown as object, {})).toThrow(
      /Thing takes an object of options, not /,
    );
  });

  it('bounds texts from below', () => {
    const rules = { name: { type: 'string', minLength: 1 } } as const;
    expect(() => checkOptions('Thing', { name: '' }, rules)).toThrow(/takes a string of 1 or more characters, not ""/);
    expect(() => checkOptions('Thing', { name: 'a' }, rules)).not.toThrow();
  });
});
