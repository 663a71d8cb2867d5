import { createRecord, encodeRecord, type LogRecord } from '@tailrace/core';
import { plainRecord } from '@tailrace/core/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binaryFormat, binaryLines, readBinaryRecords } from '../src/index.ts';
import { recordsIn } from './records-in.ts';

const format = binaryFormat();

function entryOf(record: LogRecord): Uint8Array {
  return format.format(record) as Uint8Array;
}

function messages(records: readonly LogRecord[]): string[] {
  return records.map(({ message }) => message);
}

const one = createRecord({ message: 'one', attributes: { n: 1 } });
const two = createRecord({ message: 'two\nwith \u00f8 a line', attributes: { n: 1 } });
const three = [one, two, createRecord({ message: 'three', attributes: { n: 1 } })];

describe('binaryFormat [E5, F5]', () => {
  it('takes less than JSON', () => {
    const record = plainRecord({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      attributes: { user: 'u1', status: 200, ms: 12.5 },
    });
    expect(entryOf(record).length / Buffer.byteLength(encodeRecord(record))).toBeLessThan(0.55);
  });

  it('is read back whole, however the bytes are cut, with line feeds between and without', () => {
    for (const separator of ['', '\n', '\n\n']) {
      const bytes = Buffer.concat(three.flatMap((record) => [entryOf(record), Buffer.from(separator)]));
      for (const piece of [1, 2, 3, 7, bytes.length]) {
        const { records, damaged } = recordsIn(bytes, piece);
        expect(records).toEqual(three);
        expect(damaged).toBe(0);
      }
    }
  });

  it('loses of a damaged file the records that are hit, and no others', () => {
    const entries = three.map(entryOf);
    const bytes = Buffer.concat(entries);
    const bounds = entries.map((_, index) => Buffer.concat(entries.slice(0, index + 1)).length);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const broken = Buffer.from(bytes);
      broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const hit = bounds.findIndex((end) => bit >> 3 < end);
      const { records, damaged } = recordsIn(broken, 50);
      expect(messages(records)).toEqual(messages(three.filter((_, index) => index !== hit)));
      expect(damaged).toBeGreaterThan(0);
    }
  });

  it('reads of a file that was cut off what is whole, and counts the rest', () => {
    const entries = three.map(entryOf);
    const bytes = Buffer.concat(entries);
    const first = entryOf(one).length;
    const second = entryOf(two).length;
    for (let length = 0; length < bytes.length; length += 1) {
      const whole = length < first ? 0 : length < first + second ? 1 : 2;
      const { records, damaged } = recordsIn(bytes.subarray(0, length));
      expect(records).toEqual(three.slice(0, whole));
      expect(damaged).toBe(length - (whole === 0 ? 0 : whole === 1 ? first : first + second));
    }
  });

  it('stands bytes that are anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const { records } = recordsIn(Buffer.concat([noise, entryOf(one), noise]), 13);
        expect(messages(records)).toContain('one');
      }),
      { numRuns: 200 },
    );
  });

  it('reads fields of a later version as if they were not there', () => {
    // [99, 'later', 5, 'now'] as MessagePack, in a frame.
    const payload = Buffer.from([0x94, 99, 0xa5, ...Buffer.from('later'), 5, 0xa3, ...Buffer.from('now')]);
    const entry = Buffer.concat([Buffer.from([0xf8, 1, payload.length]), payload, checksum(payload)]);
    expect(messages(recordsIn(entry).records)).toEqual(['now']);
  });

  it('gives records one by one from a stream', async () => {
    let damaged = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      for (const record of three) yield await Promise.resolve(entryOf(record));
      yield Buffer.from('rubbish');
    }
    const found: LogRecord[] = [];
    for await (const record of readBinaryRecords(source(), { damaged: (bytes) => (damaged += bytes) })) {
      found.push(record);
    }
    expect(found).toEqual(three);
    expect(damaged).toBe(7);
  });

  it('gives lines of JSON, and a line for what is damaged', () => {
    const decoder = binaryLines.decoder();
    const bytes = Buffer.concat([entryOf(one), Buffer.from('?'), entryOf(two)]);
    expect(binaryLines.begins(bytes)).toBe(true);
    expect(binaryLines.begins(Buffer.from('{"a":1}'))).toBe(false);
    const text = decoder.decode(bytes.subarray(0, 10), { stream: true }) + decoder.decode(bytes.subarray(10));
    expect(text.split('\n').sort()).toEqual(
      ['', '[1 bytes that hold no whole record]', encodeRecord(one), encodeRecord(two)].sort(),
    );
  });

  it('throws for options it does not know or take', () => {
    const unknown = { maxBytes: 2048, maxByte: 1 };
    expect(() => binaryFormat(unknown)).toThrow(expect.objectContaining({ code: 'TAILRACE_UNKNOWN_OPTION' }));
    expect(() => binaryFormat({ maxBytes: 1 })).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
  });
});

function checksum(payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4);
  let crc = 0xffffffff;
  for (const byte of payload) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  bytes.writeUInt32LE((crc ^ 0xffffffff) >>> 0);
  return bytes;
}
