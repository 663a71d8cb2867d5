import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  defineRecord,
  type ErrorRecord,
  type LogRecord,
  type SourceLocation,
  type TypeOf,
  WIRE_FIELDS,
  type WireRecord,
} from '../src/index.ts';
import { good, order } from './fixtures/order-schema.ts';

describe('defineRecord', () => {
  it('gives the TypeScript type of what it declares [X4]', () => {
    expectTypeOf<TypeOf<typeof order>>().toEqualTypeOf<{
      order_id: string;
      state: 'open' | 'paid';
      total: number;
      weight?: number;
      pieces: number | null;
      gift?: boolean;
      at: string;
      tags?: string[];
      customer?: { id: number; note?: string };
      extra?: Record<string, unknown>;
      raw?: unknown;
      problem?: ErrorRecord;
    }>();
    expectTypeOf<WireRecord['trace_id']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<WireRecord['severity']>().toEqualTypeOf<number>();
  });

  it('takes what is declared, with absent and null where they are allowed, and keys beside it', () => {
    expect(order.check(good)).toBeUndefined();
    expect(
      order.is({ ...good, pieces: 5, weight: -1, tags: ['x'], customer: { id: 1 }, extra: {}, raw: [1], more: true }),
    ).toBe(true);
    expect(order.check({ ...good, problem: { name: 'E', message: '' } })).toBeUndefined();
  });

  it.each([
    ['order_id', '', 'empty'],
    ['order_id', 'abcdefghi', '8 characters'],
    ['order_id', '1a', 'text like'],
    ['order_id', undefined, 'required'],
    ['state', 'lost', 'one of open, paid'],
    ['total', -1, 'from 0'],
    ['total', '3', 'a number'],
    ['total', Number.NaN, 'a number'],
    ['weight', 101, 'to 100'],
    ['weight', null, 'a number'],
    ['pieces', 1.5, 'an integer from 1 to 99'],
    ['gift', 'yes', 'true or false'],
    ['at', 'soon', 'ISO 8601'],
    ['tags', 'x', 'a list'],
    ['tags[]', [1], 'text'],
    ['customer', [], 'an object'],
    ['customer.id', {}, 'required'],
    ['customer.note', { id: 1, note: 'long' }, '3 characters'],
    ['extra', [], 'an object'],
    ['problem.message', { name: 'E' }, 'text'],
  ])('names %s as wrong for %j', (field, value, words) => {
    const [name = ''] = field.split(/[.[]/);
    const found = order.check({ ...good, [name]: value });
    expect(found?.field).toBe(field);
    expect(found?.message).toContain(words);
    expect(found?.message).toContain(`'${field}'`);
  });

  it('never repeats more than the start of a value in a message', () => {
    expect(order.check({ ...good, total: `secret${'x'.repeat(5000)}` })?.message.length).toBeLessThan(150);
  });

  it.each<[string, () => unknown]>([
    ['a kind with spaces', () => defineRecord('My Kind', {})],
    ['an empty description', () => defineRecord('a', { b: { type: 'text', description: '' } })],
    ['a field without a name', () => defineRecord('a', { '': { type: 'text', description: 'x' } })],
    [
      'the same word twice',
      () =>
        defineRecord('a', {
          b: { type: 'text', description: 'x' },
          c: { type: 'text', description: 'x', aliases: ['b'] },
        }),
    ],
    [
      'bounds that exclude everything',
      () => defineRecord('a', { b: { type: 'number', min: 2, max: 1, description: 'x' } }),
    ],
    ['no words to choose from', () => defineRecord('a', { b: { type: 'keyword', oneOf: [], description: 'x' } })],
    ['a pattern that remembers', () => defineRecord('a', { b: { type: 'keyword', pattern: /x/g, description: 'x' } })],
    [
      'a wrong field within another',
      () => defineRecord('a', { b: { type: 'list', items: { type: 'text', description: '' }, description: 'x' } }),
    ],
  ])('throws at declaration for %s', (_name, declare) => {
    expect(declare).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_SCHEMA' }) as Error);
  });
});

describe('the log schema', () => {
  it('places every field of a record on the wire [X4]', () => {
    const paths = Object.values(WIRE_FIELDS).map(({ path }) => path.join('.'));
    type Key = Exclude<keyof LogRecord, 'source'> | `source.${Extract<keyof SourceLocation, string>}`;
    const keys: Record<Key, true> = {
      id: true,
      timestamp: true,
      level: true,
      severity: true,
      message: true,
      logger: true,
      service: true,
      host: true,
      process: true,
      thread: true,
      traceId: true,
      spanId: true,
      traceFlags: true,
      'source.module': true,
      'source.function': true,
      'source.line': true,
      error: true,
      attributes: true,
      kind: true,
      sampleRate: true,
    };
    expect(paths.sort()).toEqual(Object.keys(keys).sort());
  });
});
