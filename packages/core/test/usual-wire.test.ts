import { array, assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logSchema } from '../src/schema/log.ts';
import { fromWire } from '../src/wire/decode.ts';
import { isoMillis } from '../src/wire/iso-millis.ts';
import { readUsual } from '../src/wire/usual-wire.ts';

const USUAL = {
  id: '019b76da-aa72-7000-bca6-1d828536ca40',
  timestamp: '2026-01-01T00:00:00.626Z',
  level: 'info',
  severity: 9,
  message: 'request completed',
};

/** Of each field something that is good, and something that is not, or is written otherwise. */
const VALUES: Record<string, readonly unknown[]> = {
  id: ['a', '', 7, null, 'x'.repeat(129)],
  timestamp: ['2026-01-01T23:59:59.999Z', '2026-01-01 00:00:00', 1_767_225_600_000, null, 'soon'],
  level: ['warn', '', 1, null],
  severity: [17, 0, 25, 1.5, '9', null],
  message: ['', 'words', 5, null, { a: 1 }],
  logger: ['db', 1, null],
  service: ['api', false, null],
  host: ['node-1', [], null],
  process: [4011, -1, '7', null],
  thread: [1, 0.5, null],
  trace_id: ['827454a0c6d115e08c5adf82595cd390', '827454A0C6D115E08C5ADF82595CD390', '0'.repeat(32), 'abc', 7, null],
  span_id: ['ca8a726acca555c4', 'CA8A726ACCA555C4', 'x', null],
  trace_flags: [1, 256, null],
  module: ['a.ts', 1],
  function: ['run', 1],
  line: [3, -1],
  exception: [{ name: 'Error', message: 'boom' }, { name: 1 }, 'boom', null],
  attributes: [{ a: 1 }, {}, [], null, 'x'],
  kind: ['event', 'log', '', null],
  sample_rate: [10, 1, 0.5],
  stranger: [1],
  msg: ['other words'],
  toString: ['its own'],
};

describe('what our own encoder writes [A8]', () => {
  it('is read at once, with every field in its place', () => {
    const attributes = { status: 200 };
    const exception = { name: 'Error', message: 'boom' };
    const wire = { ...USUAL, logger: 'db', service: 'api', host: 'n', process: 1, thread: 2, attributes, exception };
    const ids = { trace_id: '827454a0c6d115e08c5adf82595cd390', span_id: 'ca8a726acca555c4', trace_flags: 1 };
    expect(readUsual({ ...wire, ...ids, kind: 'event' })).toEqual({
      ...USUAL,
      timestamp: Date.parse(USUAL.timestamp),
      logger: 'db',
      service: 'api',
      host: 'n',
      process: 1,
      thread: 2,
      traceId: ids.trace_id,
      spanId: ids.span_id,
      traceFlags: 1,
      error: exception,
      attributes,
      kind: 'event',
    });
  });

  it('gives the record that the thorough way gives, or is left to it', () => {
    const field = constantFrom(...Object.keys(VALUES)).chain((name) =>
      constantFrom(...(VALUES[name] ?? [])).map((value) => [name, value] as const),
    );
    let usuals = 0;
    assert(
      property(array(field, { maxLength: 4 }), (fields) => {
        const wire = { ...USUAL, ...Object.fromEntries(fields) };
        const usual = readUsual(wire);
        if (usual === undefined) return;
        usuals += 1;
        // A rate of one says nothing, and takes the thorough way.
        expect(fromWire({ ...wire, sample_rate: 1 }, 0)).toEqual({ ok: true, record: usual });
      }),
      { numRuns: 2_000 },
    );
    expect(usuals).toBeGreaterThan(200);
  });

  it('is nothing with a key that the wire does not know, whatever that is called', () => {
    for (const name of ['stranger', '__proto__', 'constructor', 'msg', 'sample_rate', 'module']) {
      expect(readUsual(JSON.parse(`{ "${name}": 1, ${JSON.stringify(USUAL).slice(1)}`) as object)).toBeUndefined();
    }
  });

  it('is not read off Object.prototype', () => {
    const prototype = Object.prototype as unknown as Record<string, unknown>;
    for (const enumerable of [true, false]) {
      Object.defineProperty(prototype, 'service', { value: 'planted', configurable: true, writable: true, enumerable });
      try {
        expect(readUsual({ ...USUAL })).toBeUndefined();
      } finally {
        delete prototype['service'];
      }
    }
  });

  it('knows every field that is declared, or leaves it to the thorough way', () => {
    const more = Object.keys(logSchema.fields).filter((name) => !(name in USUAL));
    const left = more.filter((name) => readUsual({ ...USUAL, [name]: VALUES[name]?.[0] }) === undefined);
    expect(left).toEqual(['module', 'function', 'line', 'sample_rate']);
  });
});

describe('a time as our own encoder writes it', () => {
  const FIRST = -62_167_219_200_000;
  const LAST = 253_402_300_799_999;

  it('is read as Date.parse reads it, from one minute to the next and back', () => {
    assert(
      property(integer({ min: FIRST, max: LAST }), integer({ min: -70_000, max: 70_000 }), (millis, beside) => {
        const near = Math.min(LAST, Math.max(FIRST, millis + beside));
        for (const each of [millis, near, millis]) expect(isoMillis(new Date(each).toISOString())).toBe(each);
      }),
      { numRuns: 500 },
    );
  });

  it('is nothing where a character is another', () => {
    const text = '2026-01-01T00:07:08.626Z';
    expect(isoMillis(text)).toBe(Date.parse(text));
    for (let at = 0; at < text.length; at += 1) {
      for (const other of ['x', ' ', '/', ':', '-', '٣']) {
        if (text[at] !== other) expect(isoMillis(text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined();
      }
    }
    for (const other of ['2026-01-01T00:07:60.626Z', '2026-02-30T00:07:08.626Z', '2026-01-01T24:00:00.000Z', '']) {
      expect(isoMillis(other)).toBeUndefined();
    }
  });
});
