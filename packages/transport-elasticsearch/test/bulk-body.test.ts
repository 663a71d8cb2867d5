import type { Entry } from '@tailrace/delivery';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bulkBody } from '../src/bulk-body.ts';

function entry(body: string | Uint8Array, id = '01a20420-1441-7004-a602-b12410a438cc'): Entry {
  return { id, timestamp: 0, severity: 9, route: '', body };
}

function linesOf(entries: readonly Entry[]): string[] {
  return bulkBody(entries).bytes.toString('utf8').split('\n');
}

describe('bulkBody', () => {
  it('writes each entry as create under its id, its body as it is', () => {
    const entries = [entry('{"a": 1}'), entry(Buffer.from('{"b":"ü"}'), 'x'), entry('{"c":3}', 'a"b')];
    expect(linesOf(entries)).toEqual([
      '{"create":{"_id":"01a20420-1441-7004-a602-b12410a438cc"}}',
      '{"a": 1}',
      '{"create":{"_id":"x"}}',
      '{"b":"ü"}',
      '{"create":{"_id":"a\\"b"}}',
      '{"c":3}',
      '',
    ]);
  });

  it('leaves it to the server to name what has no id', () => {
    expect(linesOf([entry('{"a":1}', '')])[0]).toBe('{"create":{}}');
  });

  it('grows where ids are longer than usual or a body is longer on one line', () => {
    const entries = [entry('{"a":1}', 'x'.repeat(500)), entry('{"n":\n1e20}', 'é"'.repeat(200)), entry('{"b":2}')];
    const lines = linesOf(entries);
    expect(lines.filter((_, index) => index % 2 === 1)).toEqual(['{"a":1}', '{"n":100000000000000000000}', '{"b":2}']);
    expect(JSON.parse(lines[2] ?? '')).toEqual({ create: { _id: 'é"'.repeat(200) } });
  });

  it('writes into the bytes that it is given, and asks for enough', () => {
    const [one, two] = [entry('{"a":1}'), entry('{"b":2}')];
    const spare = Buffer.alloc(2_000, 'x');
    const asked: number[] = [];
    const { bytes } = bulkBody([one, two], (room) => {
      asked.push(room);
      return spare;
    });
    expect(bytes.buffer).toBe(spare.buffer);
    expect(bytes).toEqual(bulkBody([one, two]).bytes);
    expect(asked).toEqual([expect.toSatisfy((room: number) => room >= bytes.length)]);
  });

  it('lets no body forge an action of its own', () => {
    const forged = '{"a":1}\n{"delete":{"_index":"secrets","_id":"1"}}';
    const { bytes, sent, unfit } = bulkBody([entry('{"ok":1}'), entry(forged), entry(Buffer.from(forged))]);
    expect(bytes.toString()).not.toContain('delete');
    expect(sent).toEqual([0]);
    expect(unfit.map(({ index }) => index)).toEqual([1, 2]);
  });

  it('brings an object that was written over several lines onto one', () => {
    expect(linesOf([entry('{\n  "a": 1\n}')])[1]).toBe('{"a":1}');
    expect(linesOf([entry(Buffer.from(' {"a":1}'))])[1]).toBe('{"a":1}');
  });

  it('leaves out what is no object', () => {
    for (const body of ['', '1', '[1]', 'null', '"x"', 'hello', new Uint8Array()]) {
      expect(bulkBody([entry(body)])).toMatchObject({ sent: [], unfit: [{ index: 0 }] });
    }
  });

  it('makes two lines of each entry that is sent, whatever ids and bodies are', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))), (pairs) => {
        const entries = pairs.map(([id, text]) => entry(text.length % 2 === 0 ? text : JSON.stringify({ text }), id));
        const { bytes, sent, unfit } = bulkBody(entries);
        const lines = bytes.toString('utf8').split('\n');
        expect(lines).toHaveLength(sent.length * 2 + 1);
        expect(sent.length + unfit.length).toBe(entries.length);
        sent.forEach((place, index) => {
          const { create } = JSON.parse(lines[index * 2] ?? '') as { create: { _id?: string } };
          expect(create._id ?? '').toBe(Buffer.from(entries[place]?.id ?? '').toString());
        });
      }),
      { numRuns: 100 },
    );
  });
});
