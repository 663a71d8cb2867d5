import * as fc from 'fast-check';
import winston from 'winston';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { sortedJson } from '../../src/formats/sorted-json.ts';
import { json } from '../../src/formats/json.ts';
import { make, type Sketch, value } from './random/values.ts';
import type { Loose } from './sides.ts';

const stringify = createRequire(__filename)('safe-stable-stringify') as (
  data: unknown,
  replacer: unknown,
) => string | undefined;
const MESSAGE = Symbol.for('message');

/** As Winston's JSON writes bigints. */
const stock = (data: unknown): string | undefined =>
  stringify(data, (_key: string, held: unknown) => (typeof held === 'bigint' ? held.toString() : held));

const key = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 6 }) },
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.nat({ max: 400 }).map(String),
  fc.constantFrom('toJSON', '__proto__', 'constructor', 'a', 'B', 'é', '\ud83d', '"', '\\', ''),
);

/** Objects of few shapes, as applications log them, with keys in any order. */
const record = fc
  .uniqueArray(fc.tuple(key, value), { minLength: 0, maxLength: 12, selector: ([name]) => name })
  .map((fields): Sketch => ({ is: 'record', fields, kind: 'plain' }));

describe('The writer of sorted JSON', () => {
  // The first: shapes must still be kept in mind for it.
  it('writes no keys that somebody has given to every object of the process', () => {
    const data = { b: 1, a: { c: 'text' } };
    const shape = { b: 1, a: 2, everywhere: 3 };
    expect(sortedJson(shape)).toBe(stock(shape));
    const everywhere = { value: 1, enumerable: true, configurable: true, writable: true };
    const info = { level: 'info', message: 'm', data };
    // oxlint-disable-next-line no-extend-native -- as somebody may do
    Object.defineProperty(Object.prototype, 'everywhere', everywhere);
    try {
      json().transform(info, {});
    } finally {
      delete (Object.prototype as Loose)['everywhere'];
    }
    expect((info as Loose)[MESSAGE]).toBe('{"data":{"a":{"c":"text"},"b":1},"level":"info","message":"m"}');
  });

  it('writes what safe-stable-stringify writes, or leaves it to others', () => {
    let written = 0;
    fc.assert(
      fc.property(record, (drawn) => {
        const data = make(drawn) as object;
        const text = sortedJson(data);
        if (text === undefined) return;
        written += 1;
        expect(text).toBe(stock(data));
      }),
      { numRuns: 3_000 },
    );
    expect(written).toBeGreaterThan(300);
  });

  it('writes data as JSON knows it, whatever it is', () => {
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue({ maxDepth: 5 }), { maxKeys: 8 }), (data) => {
        expect(sortedJson(data)).toBe('toJSON' in data && data['toJSON'] !== undefined ? undefined : stock(data));
      }),
      { numRuns: 1_500 },
    );
  });

  it('writes shapes with more than 200 keys, of which insertion order and sorting differ', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ maxLength: 5 }), { minLength: 190, maxLength: 260 }), (names) => {
        const data = Object.fromEntries(names.map((name, at) => [name, at]));
        const info: Loose = json().transform({ level: 'info', message: 'm', data }, {});
        expect(info[MESSAGE]).toBe(
          (winston.format.json().transform({ level: 'info', message: 'm', data }, {}) as Loose)[MESSAGE],
        );
        expect(sortedJson(data) ?? stock(data)).toBe(stock(data));
      }),
      { numRuns: 60 },
    );
  });

  it('knows the order of a shape again, and is not misled by another that begins the same', () => {
    for (let round = 0; round < 3; round += 1) {
      for (const names of ['b a c', 'b a', 'b', 'a b', 'b c a', 'c b a', 'b a c d', '10 9 b', 'é e f']) {
        const data = Object.fromEntries(names.split(' ').map((name, at) => [name, at + round]));
        expect(sortedJson(data)).toBe(stock(data));
      }
    }
  });

  it('leaves objects that contain themselves to others, however many ways there are round', () => {
    const round: Record<string, unknown> = {};
    for (const name of 'abcdefgh') round[name] = round;
    expect(sortedJson(round)).toBe(undefined);
    const info = { level: 'info', message: 'm', round };
    expect((json().transform(info as never, {}) as Loose)[MESSAGE]).toContain('[Circular]');
  });

  it('leaves to others what is deeper than it goes, and writes what is less deep', () => {
    for (let depth = 1; depth < 30; depth += 1) {
      let data: object = { end: true };
      for (let level = 1; level < depth; level += 1) data = level % 2 === 0 ? { deep: data } : { list: [data] };
      expect(sortedJson(data) ?? stock(data)).toBe(stock(data));
    }
  });

  it('writes an object whose getter writes another one in between', () => {
    const data = {
      b: 'first',
      get a() {
        return sortedJson({ z: [{ y: 1 }], x: 'inner', w: { v: null } });
      },
      c: { d: 'last' },
    };
    expect(sortedJson(data)).toBe(stock(data));
    expect(sortedJson({ outer: data, also: 1 })).toBe(stock({ outer: data, also: 1 }));
  });

  it('throws what a getter throws, and writes what comes next as if nothing had been', () => {
    const thrown = new Error('not now');
    const data = {
      b: { c: 1, d: 'd' },
      a: {
        z: 1,
        get e() {
          throw thrown;
        },
      },
    };
    const before = { b: 2, a: 'one' };
    expect(() => sortedJson(data)).toThrow(thrown);
    expect(() => sortedJson({ before, data, after: [data] })).toThrow(thrown);
    expect(sortedJson({ before, c: [before] })).toBe(stock({ before, c: [before] }));
  });

  it('writes an object of which a getter takes a key away, or adds one', () => {
    const changing = (): object => ({
      get b() {
        delete (this as Loose)['c'];
        (this as Loose)['d'] = 'added';
        return 'seen';
      },
      c: 1,
      a: 2,
    });
    // What is then to be written is nobody's rule; another object of the same keys has nothing to do with it.
    sortedJson(changing());
    for (const data of [
      { b: 'seen', c: 1, a: 2 },
      { b: 1, a: 2 },
      { b: 1, a: 2, d: 3 },
    ]) {
      expect(sortedJson(data)).toBe(stock(data));
    }
  });

  it('writes objects whose keys are data, more than it can keep in mind', () => {
    for (let at = 0; at < 3_000; at += 1) {
      const data = {
        [`key ${(at * 7919) % 100_003}`]: at,
        [`other ${at}`]: { [`inner ${at}`]: [at] },
        b: 1,
        a: 2,
        c: 3,
        d: 4,
        e: 5,
        f: 6,
      };
      if (sortedJson(data) !== stock(data)) expect(sortedJson(data)).toBe(stock(data));
    }
  });
});
