import { describe, expect, it } from 'vitest';
import {
  activeContext,
  byLoggerName,
  changedInfo,
  copyInfo,
  createChain,
  currentContext,
  fromWinston,
  holdBack,
  type LogRecord,
  recordOfInfo,
  runInContext,
} from '../../src/index.ts';
import { record } from './records.ts';

describe("a chain's listener", () => {
  it('may hear of each record that is held, of the one that it was made of and the one that leaves [F6]', () => {
    const chain = createChain([
      (given) => (given.message === 'change' ? { ...given, message: 'changed' } : given),
      holdBack({ by: false }),
    ]);
    const held: [LogRecord, LogRecord][] = [];
    const out: LogRecord[] = [];
    chain.connect(
      (left) => out.push(left),
      (copy, of) => held.push([copy, of]),
    );
    const first = record({ level: 'debug' });
    chain.offer(first);
    chain.offer(record({ level: 'debug', message: 'change' }));
    chain.offer(record({ level: 'error' }));
    expect(held).toHaveLength(2);
    expect(held[0]?.[1]).toBe(first);
    expect(held[0]?.[0]).not.toBe(first);
    expect(held[1]?.[1].message).toBe('changed');
    expect(out.slice(0, 2)).toEqual(held.map(([copy]) => copy));
    expect(out[0]).toBe(held[0]?.[0]);
  });
});

describe('values by logger name', () => {
  it('match by segment, the longest first, and otherwise are the default [B4]', () => {
    const of = byLoggerName({ default: 0, db: 1, 'db.pool': 2, 'http.*': 3 });
    expect(['db', 'db.query', 'db.pool', 'db.pool.one', 'dbase', 'http', 'http.client', undefined].map(of)).toEqual([
      1, 1, 2, 2, 0, 0, 3, 0,
    ]);
    const without = byLoggerName({ db: 1 });
    expect([without('db'), without('other'), without(undefined)]).toEqual([1, undefined, undefined]);
  });
});

describe('a changed info', () => {
  it('of an error still says what the error said, and is one [F6]', () => {
    const error = Object.assign(new TypeError('boom', { cause: 'why' }), { level: 'error', code: 'E' });
    const before = fromWinston(error);
    const after = { ...before, sampleRate: 4 };
    const changed = changedInfo(error, before, after) as TypeError & { sampleRate: number; code: string };
    expect(changed).toBeInstanceOf(TypeError);
    expect(changed).toMatchObject({ message: 'boom', stack: error.stack, cause: 'why', code: 'E', sampleRate: 4 });
    expect(Object.keys(changed)).toEqual(['level', 'code', 'sampleRate']);
    expect(recordOfInfo(changed)).toBe(after);
    expect(error).not.toHaveProperty('sampleRate');
  });
});

it('a copy of an info has its prototype, symbols and words, and not its record', () => {
  const info = Object.assign(Object.create({ inherited: 1 }) as object, {
    level: 'info',
    [Symbol.for('level')]: 'info',
  });
  fromWinston(info);
  const copy = copyInfo(info) as unknown as { inherited: number };
  expect(copy).toEqual(info);
  expect(copy.inherited).toBe(1);
  expect(recordOfInfo(info)).toBeDefined();
  expect(recordOfInfo(copy)).toBeUndefined();
});

it('the active context is the current one, or none [B3]', () => {
  expect(activeContext()).toBeUndefined();
  runInContext({ attributes: { tenant: 'acme' } }, () => {
    expect(activeContext()).toEqual({ attributes: { tenant: 'acme' } });
    expect(activeContext()).toEqual(currentContext());
  });
});
