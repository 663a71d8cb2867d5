import { createRecord, encodeRecord, type LogRecord } from '@tailrace/core';
import { awkwardRecords } from '@tailrace/core/testing';
import { recordLine } from '@tailrace/store';
import { corpusRecords } from '@tailrace/store/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnChoice } from '../src/document/columns.ts';
import { documentOf } from '../src/document/document.ts';
import { recordOfSource } from '../src/document/read-document.ts';
import { sortableNumber } from '../src/document/sortable-number.ts';

/** What the server keeps: what is to be found by is left out. */
function kept(document: string): unknown {
  const source = JSON.parse(document) as { tailrace: { record?: string } };
  return { ...source, tailrace: source.tailrace.record === undefined ? {} : { record: source.tailrace.record } };
}

describe('documents of records', () => {
  it.each(awkwardRecords.map(({ name, make }) => [name, make] as const))('read back as they were: %s', (_, make) => {
    const line = recordLine(make(), 0);
    if (!('text' in line)) return;
    const document = documentOf(line.text, new ColumnChoice(8)).json;
    expect(document).not.toContain('\n');
    expect(recordOfSource(kept(document), false)).toEqual(JSON.parse(line.text));
  });

  it('read back as they were: the corpus', () => {
    const choice = new ColumnChoice(64);
    for (const record of corpusRecords().slice(0, 400)) {
      const line = encodeRecord(record);
      expect(recordOfSource(kept(documentOf(line, choice).json), false)).toEqual(JSON.parse(line));
    }
  });

  it('keep a record with a NUL in a name as text beside its plain fields', () => {
    const record = createRecord({ message: 'odd', attributes: { 'a\u0000b': 1 } });
    const document = JSON.parse(documentOf(encodeRecord(record), new ColumnChoice(8)).json);
    expect(document).toMatchObject({ message: 'odd', tailrace: { record: encodeRecord(record) } });
    expect(document).not.toHaveProperty('attributes');
  });

  it('say which values are not in columns, where there are no more columns', () => {
    const record: LogRecord = createRecord({ message: 'm', attributes: { a: 1, b: 2, c: 'x'.repeat(300) } });
    const { tailrace } = JSON.parse(documentOf(encodeRecord(record), new ColumnChoice(1)).json);
    expect(tailrace.groups).toEqual({});
    expect(tailrace.numbers).toEqual({ 'attributes:a': 1 });
    const without = (tailrace.keys as string[]).filter((key) => key.startsWith('\u007f'));
    expect(without.map((key) => key.replaceAll(/[^a-z]/g, ''))).toEqual(['b', 'c']);
  });

  it('are not trusted to say everything where there is too much to say', () => {
    const attributes = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`key${n}`, n]));
    const { tailrace } = JSON.parse(
      documentOf(encodeRecord(createRecord({ message: 'm', attributes })), new ColumnChoice(8)).json,
    );
    expect(tailrace.whole).toBeUndefined();
    expect(tailrace.keys).toBeUndefined();
  });
});

describe('numbers as text', () => {
  it('are in the order of the numbers', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
        const [left, right] = [sortableNumber(a), sortableNumber(b)];
        expect(Math.sign(left < right ? -1 : left > right ? 1 : 0)).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});
