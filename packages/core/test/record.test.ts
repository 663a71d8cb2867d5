import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createRecord } from '../src/index.ts';

describe('createRecord', () => {
  it('fills in the id, the time, the severity, and who writes', () => {
    const before = Date.now();
    const record = createRecord({ level: 'warn', message: 'hi' });
    expect(record).toEqual({
      id: expect.any(String) as string,
      timestamp: expect.any(Number) as number,
      level: 'warn',
      severity: 13,
      message: 'hi',
      host: hostname(),
      process: process.pid,
    });
    expect(record.timestamp).toBeGreaterThanOrEqual(before);
    expect(record.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(createRecord({})).toMatchObject({ level: 'info', severity: 9, message: '' });
  });

  it('takes the input before the defaults, attribute by attribute', () => {
    const defaults = {
      level: 'debug',
      service: 'shop',
      host: 'h',
      process: 1,
      thread: 2,
      logger: 'l',
      kind: 'event',
      sampleRate: 2,
      source: { line: 1 },
      attributes: { a: 1, b: 1 },
    };
    expect(createRecord({ timestamp: 5, id: 'x', service: 'other', attributes: { b: 2 } }, defaults)).toEqual({
      id: 'x',
      timestamp: 5,
      level: 'debug',
      severity: 5,
      message: '',
      logger: 'l',
      service: 'other',
      host: 'h',
      process: 1,
      thread: 2,
      source: { line: 1 },
      attributes: { a: 1, b: 2 },
      kind: 'event',
      sampleRate: 2,
    });
  });

  it('takes a trace whole from one place', () => {
    const record = createRecord({ traceId: 'a'.repeat(32) }, { traceId: 'b'.repeat(32), spanId: 'b'.repeat(16) });
    expect(record.traceId).toBe('a'.repeat(32));
    expect(record).not.toHaveProperty('spanId');
  });

  it('leaves out what says nothing', () => {
    expect(createRecord({ kind: 'log', sampleRate: 1 })).not.toHaveProperty('kind');
    expect(createRecord({ kind: 'log', sampleRate: 1 })).not.toHaveProperty('sampleRate');
  });

  it('makes plain data of errors, in the attributes too, and leaves the caller’s object alone', () => {
    const attributes = { problem: new RangeError('inner'), n: 1 };
    const record = createRecord({ error: new TypeError('outer'), attributes });
    expect(record.error).toMatchObject({ name: 'TypeError', message: 'outer' });
    expect(record.attributes).toMatchObject({ problem: { name: 'RangeError', message: 'inner' }, n: 1 });
    expect(record.attributes?.['problem']).not.toBeInstanceOf(Error);
    expect(attributes.problem).toBeInstanceOf(RangeError);
    expect(createRecord({ error: { name: 'E', message: 'plain' } }).error).toEqual({ name: 'E', message: 'plain' });
    expect(createRecord({ error: 'thrown text' }).error).toEqual({ name: 'NonError', message: 'thrown text' });
  });

  it('stands attributes that throw, and keeps __proto__ as data', () => {
    const attributes = {
      get bad(): never {
        throw new Error('no');
      },
      good: 1,
    };
    expect(
      createRecord({ attributes }, { attributes: JSON.parse('{"__proto__":{"x":1}}') as Record<string, unknown> })
        .attributes,
    ).toEqual(JSON.parse('{"__proto__":{"x":1},"bad":"[threw]","good":1}'));
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(() => createRecord({ attributes: proxy })).not.toThrow();
    expect(() => createRecord({ timestamp: Number.NaN })).not.toThrow();
  });
});
