import { array, assert, nat, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineBatch } from '../src/line-batch.ts';

function batchOf(texts: readonly string[], settleAfter: ReadonlySet<number> = new Set()): LineBatch {
  const batch = new LineBatch();
  for (const [index, text] of texts.entries()) {
    batch.add({ id: `id-${index}`, timestamp: index }, JSON.stringify(text));
    if (settleAfter.has(index)) batch.settle();
  }
  return batch;
}

describe('a batch of lines', () => {
  it('gives every line back as it was added, however often it was settled between', () => {
    assert(
      property(array(string({ unit: 'binary' })), array(nat({ max: 20 })), (texts, settled) => {
        const batch = batchOf(texts, new Set(settled));
        expect(batch.length).toBe(texts.length);
        const lines = texts.map((text) => Buffer.from(JSON.stringify(text)).toString('utf8'));
        expect(lines.map((_, index) => batch.lineAt(index))).toEqual(lines);
        expect(batch.bytes.toString('utf8')).toBe(lines.map((line) => `${line}\n`).join(''));
      }),
    );
  });

  it('gives the bytes of the lines that are asked for', () => {
    const batch = batchOf(['a', 'grün', '日本', 'd']);
    expect(batch.bytesOf([1, 2]).toString('utf8')).toBe('"grün"\n"日本"\n');
    expect(batch.bytesOf([0, 1, 2, 3])).toBe(batch.bytes);
    expect(batch.bytesOf([]).length).toBe(0);
    expect([0, 1, 2, 3].map((index) => batch.lineBytesAt(index))).toEqual([3, 7, 8, 3]);
  });

  it('tells which records have a weight', () => {
    const batch = new LineBatch();
    batch.add({ id: 'a', timestamp: 1 }, '{}');
    batch.add({ id: 'b', timestamp: 2, sampleRate: 10 }, '{}');
    batch.add({ id: 'c', timestamp: 3, sampleRate: 1 }, '{}');
    expect([0, 1, 2].map((index) => batch.isWeighted(index))).toEqual([false, true, false]);
    expect(batch.ids).toEqual(['a', 'b', 'c']);
    expect(batch.timestamps).toEqual([1, 2, 3]);
  });

  it('has no bytes while it has no lines', () => {
    expect(new LineBatch().bytes.length).toBe(0);
  });
});
