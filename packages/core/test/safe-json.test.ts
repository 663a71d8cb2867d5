import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writePlainJson } from '../src/formatter/plain-json.ts';
import { inertJson, safeStringify } from '../src/index.ts';

describe('writePlainJson', () => {
  it('writes to the letter what JSON.stringify does, but for the escapes of hostile characters, or nothing', () => {
    const date = fc.date({ noInvalidDate: false });
    const leaf = fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean(), fc.constant(null), date);
    const key = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '1', '0', '__proto__', 'toJSON', 'a"b'));
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.oneof(leaf, fc.constantFrom(undefined, -0, [undefined, 1], {}, [])),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const json = value === undefined ? undefined : writePlainJson(value, 100_000);
        if (json !== undefined) expect(json).toBe(inertJson(JSON.stringify(value)));
      }),
      { numRuns: 1_000 },
    );
    expect(writePlainJson({ b: [1, 'x', { c: null }], a: new Date(0), none: undefined }, 1_000)).toBe(
      '{"b":[1,"x",{"c":null}],"a":"1970-01-01T00:00:00.000Z"}',
    );
  });

  it.each([
    ['a class instance', new URLSearchParams('a=1')],
    ['a function', { a: () => 1 }],
    ['a BigInt', [1n]],
    ['a toJSON of its own', { toJSON: () => 1 }],
    ['a list with a toJSON', Object.assign([1], { toJSON: () => 1 })],
    ['a date with a toJSON', Object.assign(new Date(0), { toJSON: () => 1 })],
    ['half a character', '\ud800'],
    ['half a character in a key', { '\udc00': 1 }],
    ['more than it may take', ['x'.repeat(1_001)]],
    ['a cycle', cycle()],
    ['a list of more than it may take', Array.from({ length: 200_000 })],
    ['a list of numbers of more than it may take', Array.from({ length: 200_000 }, () => 1)],
  ])('leaves %s to others', (_, value) => {
    expect(writePlainJson(value, 1_000)).toBeUndefined();
  });

  it('writes nothing that an object inherits', () => {
    const written: unknown[] = [];
    // oxlint-disable-next-line no-extend-native -- somebody else's mischief
    Object.defineProperty(Object.prototype, 'inherited', {
      value: 1,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    try {
      written.push(writePlainJson({ a: 1 }, 1_000), safeStringify({ a: 1 }).json);
    } finally {
      delete (Object.prototype as { inherited?: number }).inherited;
    }
    expect(written).toEqual([undefined, '{"a":1}']);
  });
});

function cycle(): unknown {
  const round: unknown[] = [];
  round.push(round);
  return round;
}

describe('safeStringify', () => {
  it('writes plain data as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { json, mended } = safeStringify(value);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(json).not.toMatch(/[\r\n]/);
        expect(mended).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('answers one line of valid JSON within its bound, whatever the value is', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withNullPrototype: true,
          withSparseArray: true,
          withUnicodeString: true,
          withObjectString: true,
        }),
        fc.integer({ min: 1024, max: 20_000 }),
        (value, maxBytes) => {
          const { json } = safeStringify(value, { maxBytes });
          JSON.parse(json);
          expect(json).not.toMatch(/[\r\n]/);
          expect(Buffer.byteLength(json)).toBeLessThanOrEqual(maxBytes);
          expect(Buffer.from(json, 'utf8').toString('utf8')).toBe(json);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('marks a cycle where it comes round, and shows a value twice that merely stands in two places', () => {
    const shared = { a: 1 };
    const value: Record<string, unknown> = { shared, again: shared };
    value['self'] = value;
    const { json, mended } = safeStringify(value);
    expect(JSON.parse(json)).toEqual({ shared: { a: 1 }, again: { a: 1 }, self: '[Circular]' });
    expect(mended).toEqual(['circular']);
  });

  it('writes BigInts as decimal text', () => {
    expect(safeStringify({ n: 12345678901234567890n })).toEqual({
      json: '{"n":"12345678901234567890"}',
      mended: ['bigint'],
    });
  });

  it('survives throwing getters, throwing toJSON, and keeps their neighbours', () => {
    const value = {
      before: 1,
      get bad(): never {
        throw new Error('no');
      },
      worse: {
        toJSON() {
          throw new Error('no');
        },
      },
      after: 2,
    };
    const { json, mended } = safeStringify(value);
    expect(JSON.parse(json)).toEqual({ before: 1, bad: '[threw]', worse: '[threw]', after: 2 });
    expect(mended).toEqual(['threw']);
  });

  it('survives revoked proxies, at the top and inside', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(safeStringify(proxy).json).toBe('"[threw]"');
    expect(JSON.parse(safeStringify({ a: 1, proxy, b: [proxy] }).json)).toEqual({
      a: 1,
      proxy: '[threw]',
      b: ['[threw]'],
    });
  });

  it('names functions and symbols', () => {
    const { json, mended } = safeStringify({ run: function go() {}, mark: Symbol('x') });
    expect(JSON.parse(json)).toEqual({ run: '[function go]', mark: 'Symbol(x)' });
    expect(mended).toEqual(['function']);
  });

  it('replaces lone surrogates and leaves pairs and backslashes alone', () => {
    const { json, mended } = safeStringify({ a: 'x\ud800y', b: '😀', '\udc00': 1 });
    expect(JSON.parse(json)).toEqual({ a: 'x\ufffdy', b: '😀', '\ufffd': 1 });
    expect(mended).toEqual(['surrogate']);
    expect(safeStringify({ path: 'C:\\ud800' })).toEqual({ json: '{"path":"C:\\\\ud800"}', mended: [] });
  });

  it('keeps __proto__ as data', () => {
    const value = JSON.parse('{"__proto__":{"admin":true},"n":1}') as object;
    expect(safeStringify(value).json).toBe('{"__proto__":{"admin":true},"n":1}');
    expect(safeStringify({ value, n: 1n }).json).toBe('{"value":{"__proto__":{"admin":true},"n":1},"n":"1"}');
  });

  it('writes maps, sets, dates, buffers, typed arrays, boxes and patterns as fits', () => {
    const { json, mended } = safeStringify({
      map: new Map([['a', 1]]),
      pairs: new Map<unknown, unknown>([[1, 2]]),
      set: new Set([1, 'x']),
      date: new Date(0),
      never: new Date(Number.NaN),
      buffer: Buffer.from('hello'),
      bytes: new Uint8Array([1, 2, 3]),
      floats: new Float64Array([1.5, 2]),
      big: new BigInt64Array([1n]),
      boxed: Object('x'),
      pattern: /a+/g,
      url: new URL('http://localhost/x'),
      nan: Number.NaN,
      hole: [undefined, 1],
    });
    expect(JSON.parse(json)).toEqual({
      map: { a: 1 },
      pairs: [[1, 2]],
      set: [1, 'x'],
      date: '1970-01-01T00:00:00.000Z',
      never: null,
      buffer: 'aGVsbG8=',
      bytes: 'AQID',
      floats: [1.5, 2],
      big: ['1'],
      boxed: 'x',
      pattern: '/a+/g',
      url: 'http://localhost/x',
      nan: null,
      hole: [null, 1],
    });
    expect(mended).toEqual(['bigint']);
  });

  it('writes errors whole, wherever they stand', () => {
    const { json, mended } = safeStringify({
      deep: [{ error: new TypeError('outer', { cause: new Error('inner') }) }],
    });
    const [entry] = (JSON.parse(json) as { deep: { error: Record<string, unknown> }[] }).deep;
    expect(entry?.error).toMatchObject({
      name: 'TypeError',
      message: 'outer',
      cause: { name: 'Error', message: 'inner' },
    });
    expect(mended).toEqual([]);
  });

  it('cuts a string of 50 MB, says how much is missing, and keeps what stands beside it', () => {
    const { json, mended } = safeStringify({ first: 1, text: 'x'.repeat(50_000_000), last: 2 }, { maxBytes: 100_000 });
    const value = JSON.parse(json) as { first: number; text: string; last: number };
    expect(value.first).toBe(1);
    expect(value.last).toBe(2);
    expect(value.text).toMatch(/^x+…\[cut 50\.0 MB\]$/);
    expect(value.text.length).toBeGreaterThan(20_000);
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(100_000);
    expect(mended).toEqual(['cut']);
  });

  it('never cuts a surrogate pair in two', () => {
    const { json } = safeStringify({ text: `x${'😀'.repeat(10_000)}` }, { maxBytes: 2000 });
    expect(JSON.parse(json)).toEqual({ text: expect.stringMatching(/^x(😀)+…\[cut \d+\.\d kB\]$/u) as string });
  });

  it('leaves out entries where cutting strings is not enough, and says so', () => {
    const many = safeStringify(
      Array.from({ length: 100_000 }, (_, index) => index),
      { maxBytes: 5000 },
    );
    expect(many.mended).toEqual(['cut']);
    expect((JSON.parse(many.json) as unknown[]).at(-1)).toMatch(/^…\[cut 9\d{4} entries\]$/);
    const wide = safeStringify(
      Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key${index}`, index])),
      { maxBytes: 5000 },
    );
    expect(JSON.parse(wide.json)).toMatchObject({ key0: 0, '…': '…[cut]' });
  });

  it('ends in time on values that unfold without end', () => {
    let bush: unknown = 'leaf';
    for (let depth = 0; depth < 31; depth += 1) bush = [bush, bush, bush];
    expect(Buffer.byteLength(safeStringify(bush, { maxBytes: 50_000 }).json)).toBeLessThanOrEqual(50_000);
    let tower: unknown = 'top';
    for (let depth = 0; depth < 100_000; depth += 1) tower = { tower };
    expect(safeStringify(tower).mended).toEqual(['too_deep']);
  });
});
