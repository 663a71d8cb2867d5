import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeRecord,
  encodeRecord,
  encodeRecordSafely,
  type ErrorRecord,
  fromWire,
  type LogRecord,
  toWire,
  WIRE_FIELDS,
  wireFieldOf,
} from '../src/index.ts';

const FULL: Required<LogRecord> = {
  id: '01a20420-1441-7004-a602-b12410a438cc',
  timestamp: Date.UTC(2026, 10, 22, 16, 39, 0, 929),
  level: 'warning',
  severity: 13,
  message: 'Grüße "from"\nthe 訊息 😀',
  logger: 'http.server',
  service: 'shop',
  host: 'web-1',
  process: 4711,
  thread: 3,
  traceId: '582fb4ad618b2ebd5b643e3461c407d3',
  spanId: '97261bbb6f6533b4',
  traceFlags: 1,
  source: { module: 'server.ts', function: 'handle', line: 12 },
  error: {
    name: 'TypeError',
    message: 'no',
    stack: 'TypeError: no\n  at x',
    code: 'E1',
    cause: { name: 'Error', message: '' },
    errors: [{ name: 'A', message: 'b' }],
    attributes: { a: 1 },
  },
  attributes: { user: { id: 7 }, tags: ['a', null] },
  kind: 'event',
  sampleRate: 2.5,
};

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const hex = (length: number) =>
  fc
    .string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length })
    .map((id) => `${id.slice(1)}1`);
const attributes = fc.dictionary(
  fc.string({ unit: 'grapheme' }),
  fc.jsonValue().filter((value) => !JSON.stringify(value).includes('-0')),
  { maxKeys: 5 },
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const errors: fc.Arbitrary<ErrorRecord> = fc.letrec<{ error: ErrorRecord }>((tie) => ({
  error: fc.record(
    {
      name: word,
      message: word,
      stack: word,
      code: word,
      cause: tie('error'),
      errors: fc.array(tie('error'), { maxLength: 2 }),
      attributes,
    },
    { requiredKeys: ['name', 'message'] },
  ) as fc.Arbitrary<ErrorRecord>,
})).error;
const records = fc
  .record({
    id: fc.uuid({ version: 7 }),
    timestamp: fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
    level: word,
    severity: fc.integer({ min: 1, max: 24 }),
    message: fc.string({ unit: 'grapheme', maxLength: 300 }),
    logger: optional(word),
    service: optional(word),
    host: optional(word),
    process: optional(fc.nat()),
    thread: optional(fc.nat()),
    traceId: optional(hex(32)),
    spanId: optional(hex(16)),
    traceFlags: optional(fc.integer({ min: 0, max: 255 })),
    source: optional(fc.record({ module: word, function: word, line: fc.nat() }, { requiredKeys: ['line'] })),
    error: optional(errors),
    attributes: optional(attributes),
    kind: optional(fc.constantFrom('event', 'audit', 'shop.order')),
    sampleRate: optional(fc.double({ min: 1.001, max: 1e9, noNaN: true })),
  })
  .map(
    (fields) =>
      Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as LogRecord,
  );

describe('the wire', () => {
  it('gives back every record as it was', () => {
    fc.assert(
      fc.property(records, (record) => {
        const line = encodeRecord(record);
        expect(line).not.toMatch(/[\r\n]/);
        expect(decodeRecord(line)).toEqual({ ok: true, record: JSON.parse(JSON.stringify(record)) as LogRecord });
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(toWire(record))));
      }),
      { numRuns: 150 },
    );
  });

  it('carries every declared field, in the declared order [X4]', () => {
    const wire = JSON.parse(encodeRecord(FULL)) as Record<string, unknown>;
    expect(Object.keys(wire)).toEqual(Object.keys(WIRE_FIELDS));
    expect(Object.keys(toWire(FULL))).toEqual(Object.keys(WIRE_FIELDS));
    expect(decodeRecord(encodeRecord(FULL))).toEqual({ ok: true, record: FULL });
  });

  it('writes text beyond ASCII as it is [A8]', () => {
    expect(encodeRecord({ ...FULL, message: '訊息 é 😀' })).toContain('"message":"訊息 é 😀"');
  });

  it('makes a line that can be read back of whatever is in a record', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withUnicodeString: true,
    });
    const wild = fc.record(Object.fromEntries(Object.keys(FULL).map((key) => [key, anything])), { requiredKeys: [] });
    fc.assert(
      fc.property(wild, (record) => {
        const { json } = encodeRecordSafely(record as unknown as LogRecord, { maxBytes: 4000 });
        expect(json).not.toMatch(/[\r\n]/);
        expect(Buffer.byteLength(json)).toBeLessThanOrEqual(4000);
        expect(decodeRecord(json)).toMatchObject({ ok: true });
      }),
      { numRuns: 150 },
    );
  });

  it('keeps what does not fit its field among the attributes, and says that it mended', () => {
    const record = { ...FULL, message: { a: 1 }, process: 'many', timestamp: Number.NaN, attributes: { user: 'x' } };
    const { json, mended } = encodeRecordSafely(record as unknown as LogRecord);
    expect(JSON.parse(json)).toMatchObject({
      message: '{"a":1}',
      attributes: { user: 'x', process: 'many', timestamp: null },
    });
    expect(mended).toContain('field');
  });

  it('cuts a message of 50 MB and keeps the record', () => {
    const { json, mended } = encodeRecordSafely({ ...FULL, message: 'x'.repeat(50_000_000) });
    expect(mended).toEqual(['cut']);
    expect(decoded(JSON.parse(json))).toEqual({
      ...FULL,
      message: expect.stringMatching(/^x+…\[cut 49\.\d MB\]$/) as string,
    });
  });
});

describe('decodeRecord', () => {
  it.each([
    ['not json', '{"a":', 'not_json'],
    ['a list', '[]', 'not_object'],
    ['null', 'null', 'not_object'],
    ['text', '"x"', 'not_object'],
  ])('refuses %s', (_name, line, code) => {
    expect(decodeRecord(line)).toMatchObject({ ok: false, code });
  });

  it.each([
    ['id', 7],
    ['id', ''],
    ['timestamp', 'yesterday'],
    ['timestamp', {}],
    ['level', 30],
    ['level', ''],
    ['severity', 0],
    ['severity', 2.5],
    ['severity', 25],
    ['message', ['x']],
    ['logger', {}],
    ['process', '12'],
    ['process', -1],
    ['trace_id', 5],
    ['trace_flags', 256],
    ['line', 'x'],
    ['exception', 'boom'],
    ['exception', { name: 'E' }],
    ['exception.stack', { name: 'E', message: '', stack: 1 }],
    ['exception.cause.message', { name: 'E', message: '', cause: { name: 'x' } }],
    ['exception.errors[].name', { name: 'E', message: '', errors: [{ message: 'x' }] }],
    ['attributes', []],
    ['attributes', 'x'],
    ['kind', 3],
    ['sample_rate', 0.5],
  ])('names the field %s that is wrong: %j', (field, value) => {
    const [name = ''] = field.split(/[.[]/);
    const answer = fromWire({ [name]: value });
    expect(answer).toMatchObject({ ok: false, code: 'bad_field' });
    expect(answer.ok ? '' : answer.message).toContain(`'${field}`);
  });

  it('fills in what may be absent', () => {
    expect(decoded({}, 42)).toEqual({
      id: expect.any(String) as string,
      timestamp: 42,
      level: 'info',
      severity: 9,
      message: '',
    });
    expect(decoded({ level: 'crit' }).severity).toBe(21);
    expect(decoded({ severity: 18 }).level).toBe('error');
    expect(decoded({ id: null, level: null, service: null, exception: null })).not.toHaveProperty('service');
  });

  it('keeps unknown keys as attributes, under those that are there', () => {
    expect(decoded({ user: 1, path: '/x', attributes: { user: 2 } }).attributes).toEqual({ user: 2, path: '/x' });
  });

  it('reads aliases where the field itself is absent and the type fits', () => {
    expect(decoded({ msg: 'hi', time: 1_764_000_000_000, pid: 5, error: 'boom' })).toMatchObject({
      message: 'hi',
      timestamp: 1_764_000_000_000,
      process: 5,
      attributes: { error: 'boom' },
    });
    expect(decoded({ message: 'a', msg: 'b' })).toMatchObject({ message: 'a', attributes: { msg: 'b' } });
  });

  it('keeps trace ids that are not W3C among the attributes, and brings the others to lower case', () => {
    expect(decoded({ trace_id: 'req-17', span_id: '97261BBB6F6533B4' })).toMatchObject({
      spanId: '97261bbb6f6533b4',
      attributes: { trace_id: 'req-17' },
    });
    expect(decoded({ trace_id: '582FB4AD-618B-2EBD-5B64-3E3461C407D3' }).traceId).toBe(FULL.traceId);
    expect(decoded({ trace_id: '0'.repeat(32) }).traceId).toBeUndefined();
  });

  it('treats __proto__ as data', () => {
    const { record } = decodeRecord(
      '{"__proto__":{"level":"fatal"},"attributes":{"__proto__":{"x":1}},"constructor":1}',
    ) as { record: LogRecord };
    expect(record.level).toBe('info');
    expect(Object.getPrototypeOf(record.attributes)).toBe(Object.prototype);
    expect(Object.keys(record.attributes ?? {})).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('reads what the object itself holds, not what it inherits', () => {
    expect(decoded(Object.create({ message: 'inherited', user: 1 }))).toMatchObject({ message: '' });
    expect(decoded(Object.create({ user: 1 }))).not.toHaveProperty('attributes');
  });

  it('leaves the parsed object as it was', () => {
    const wire = { user: 1, attributes: { a: 1 } };
    decoded(wire);
    expect(wire).toEqual({ user: 1, attributes: { a: 1 } });
  });
});

describe('wireFieldOf', () => {
  it('knows fields by name and by alias, and leaves other words to the attributes', () => {
    expect(wireFieldOf('trace_id')?.path).toEqual(['traceId']);
    expect(wireFieldOf('msg')?.name).toBe('message');
    expect(wireFieldOf('error')?.name).toBe('exception');
    expect(wireFieldOf('user')).toBeUndefined();
    expect(wireFieldOf('__proto__')).toBeUndefined();
  });
});

function decoded(wire: unknown, now?: number): LogRecord {
  const answer = fromWire(wire, now);
  if (!answer.ok) throw new Error(answer.message);
  return answer.record;
}
