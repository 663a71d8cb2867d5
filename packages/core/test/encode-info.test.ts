import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  correlate,
  encodeInfo,
  encodeRecord,
  fromWinston,
  type LogRecord,
  recordOfInfo,
  type RecordDefaults,
  runInContext,
} from '../src/index.ts';
import { makeInfo } from './fixtures/logged-infos.ts';

const everyPrototype: object = Object.prototype;

function withoutIdentity(record: LogRecord | undefined): object {
  const { id: _, ...rest } = record as LogRecord;
  return rest;
}

/** Writes one info directly and one by its record: they must say the same. */
function check(make: () => object, defaults: RecordDefaults, maxBytes: number): boolean {
  const info = make();
  const written = encodeInfo(info, defaults, { maxBytes });
  if (written === undefined) {
    expect(recordOfInfo(info)).toBeUndefined();
    return false;
  }
  const length = Buffer.byteLength(written.json);
  expect(written.bytes ?? length).toBe(length);
  const record = recordOfInfo(info) as LogRecord;
  expect(record).toBe(written.record);
  expect(encodeRecord(record, { maxBytes })).toBe(written.json);
  const other = fromWinston(make(), defaults);
  expect(encodeRecord({ ...other, id: record.id }, { maxBytes })).toBe(written.json);
  expect(withoutIdentity(record)).toEqual(withoutIdentity(other));
  return true;
}

/** The fields of a line that says nothing of its own. */
function bare(): object {
  return JSON.parse(encodeRecord(fromWinston({ level: 'info', message: 'x' }))) as object;
}

describe('encodeInfo', () => {
  const leftOver: (() => void)[] = [];
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 22) });
    leftOver.push(() => vi.useRealTimers());
  });
  afterEach(() => {
    for (const undo of leftOver.splice(0)) undo();
  });

  // First of all: what comes later fills the pieces that are kept.
  it('knows the length of a line of ASCII, and of no other, wherever it has more and however often it comes', () => {
    const plain = { level: 'info', message: 'x', quoted: '"\\\n', long: 'x'.repeat(300), at: new Date(0), n: 1.5 };
    const wide: object[] = [
      { message: 'Grüße' },
      { key: 'ü' },
      { schlüssel: 1 },
      { inner: { schlüssel: ['中'] } },
      { long: `${'x'.repeat(300)}é` },
      { level: 'größer' },
      { service: 'küche' },
      { host: 'hüt' },
      { logger: 'löschen' },
      { module: 'mödul' },
      { function: 'föhn' },
    ];
    for (let time = 0; time < 3; time += 1) {
      const ascii = encodeInfo({ ...plain });
      expect(ascii?.bytes).toBe(ascii?.json.length);
      for (const fields of wide) expect(encodeInfo({ ...plain, ...fields })).toMatchObject({ bytes: undefined });
    }
  });

  it('keeps levels, services and hosts apart that come in other company than before', () => {
    const parts: object[] = [{}, { service: 'a' }, { service: 'b' }, { host: 'h' }, { host: 'h', service: 'a' }];
    for (const fields of [...parts, ...parts.map((part) => ({ ...part, logger: 'l', process: 7 })), ...parts]) {
      const line = encodeInfo({ level: 'info', message: 'x', ...fields })?.json ?? '';
      expect(JSON.parse(line)).toEqual({ ...bare(), ...fields, id: expect.any(String) as string });
    }
    for (const severity of [9, 17, 9]) {
      const record = { id: '1', timestamp: 0, level: 'info', severity, message: '' };
      expect(JSON.parse(encodeRecord(record))).toMatchObject({ level: 'info', severity });
    }
  });

  it('writes what the record of the info is written as, byte for byte, whatever is in it', () => {
    let written = 0;
    const defaults = fc.constantFrom<RecordDefaults>({}, { service: 'shop' }, { attributes: { tenant: 'acme' } });
    fc.assert(
      fc.property(makeInfo, defaults, fc.constantFrom(1024 * 1024, 2048), (make, given, maxBytes) => {
        if (check(make, given, maxBytes)) written += 1;
      }),
      { numRuns: 1_500 },
    );
    expect(written).toBeGreaterThan(200);
  });

  it('knows the length also where a getter logs in the middle of a line', () => {
    const logging = (outer: string, inner: string): object => ({
      level: 'info',
      message: 'x',
      before: outer,
      get nested() {
        return encodeInfo({ level: 'info', message: inner })?.json.length;
      },
    });
    for (const outer of ['plain', 'größer']) {
      for (const inner of ['plain', 'größer']) {
        const written = encodeInfo(logging(outer, inner));
        expect(written?.json).toContain(`"before":"${outer}"`);
        const length = Buffer.byteLength(written?.json ?? '');
        expect(written?.bytes ?? length).toBe(length);
      }
    }
  });

  it('keeps one record for all, with the attributes as soon as somebody asks for it', () => {
    const info = { level: 'info', message: 'paid', order: { id: 5 }, service: 'shop' };
    const written = encodeInfo(info);
    expect(written?.record).not.toHaveProperty('attributes');
    expect(encodeInfo(info)).toBeUndefined();
    const record = fromWinston(info);
    expect(record).toBe(written?.record);
    expect(record.attributes).toEqual({ order: { id: 5 } });
    expect(Reflect.ownKeys(info)).toEqual(['level', 'message', 'order', 'service']);
  });

  it('lays attributes of the context under those of the info', () => {
    runInContext({ attributes: { tenant: 'acme', order: 1 } }, () => {
      correlate('c-1', () => {
        const written = encodeInfo({ level: 'info', message: 'x', order: 2 });
        expect(JSON.parse(written?.json ?? '')).toMatchObject({
          attributes: { tenant: 'acme', order: 2, correlation_id: 'c-1' },
        });
      });
    });
  });

  it('leaves what is not plain to the record', () => {
    expect(encodeInfo({ level: 'info', message: 'x', big: 12n })).toBeUndefined();
    expect(encodeInfo({ level: 'info', message: { a: 1 } })).toBeUndefined();
    expect(encodeInfo(Object.freeze({ level: 'info', message: 'x', a: 1 }))?.json).toContain('"attributes":{"a":1}');
  });

  it('is not fooled by what somebody puts on Object.prototype', () => {
    Object.defineProperty(everyPrototype, 'injected', {
      value: 'x',
      enumerable: true,
      configurable: true,
      writable: true,
    });
    leftOver.push(() => Reflect.deleteProperty(everyPrototype, 'injected'));
    expect(encodeInfo({ level: 'info', message: 'x', a: 1 })).toBeUndefined();
    expect(fromWinston({ level: 'info', message: 'x', a: 1 }).attributes).toEqual({ a: 1 });
  });
});
