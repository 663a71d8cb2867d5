import { describe, expect, it } from 'vitest';
import { createRecord, encodeRecord, inertText, toPlainWire } from '../src/index.ts';
import { awkwardRecords, HOSTILE_TEXTS } from '../src/testing/awkward-records.ts';

describe('inertText [CWE-117]', () => {
  it('shows what lines and terminals act on as escapes', () => {
    expect(inertText('a\nb\tc\u001b[2J\u202e\ufeff')).toBe('a\\nb\\tc\\x1b[2J\\u202e\\ufeff');
    expect(inertText('plain, grüße, 日本')).toBe('plain, grüße, 日本');
    expect(inertText('\ud800x')).toBe('\ufffdx');
    expect(inertText(12)).toBe('12');
  });

  it.each(HOSTILE_TEXTS)('leaves nothing of %s', (_, text) => {
    expect(inertText(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
  });
});

describe('toPlainWire', () => {
  it('is what the wire says, as data of its own', () => {
    const record = createRecord({ message: 'x', attributes: { list: [1, { a: null }] } });
    const wire = toPlainWire(record);
    expect(wire).toEqual(JSON.parse(encodeRecord(record)));
    expect(wire.attributes).not.toBe(record.attributes);
  });

  it.each(awkwardRecords.map(({ name, make }) => [name, make] as const))('stands %s', (_, make) => {
    expect(typeof toPlainWire(make())).toBe('object');
  });
});
