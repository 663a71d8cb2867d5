import { array, assert, constantFrom, nat, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldCase, parseQuery } from '@tailrace/query';
import { Bloom } from '../src/bloom.ts';
import { FingerprintSet } from '../src/fingerprint.ts';
import { addKey, addMessageKeys, keyOf, keysWithin, SHORTEST_SEARCHED } from '../src/keys.ts';
import { mayMatch } from '../src/prune.ts';
import type { SegmentSummary } from '../src/segment-index.ts';

const summary: SegmentSummary = {
  first: 1,
  last: 1,
  bytes: 1,
  checksum: 1,
  records: 10,
  minTime: 1000,
  maxTime: 2000,
  severities: { 9: 8, 13: 2 },
  otherIds: false,
  foldedIds: true,
  emptyColumns: [],
  weighted: false,
  promoted: { status: 'number' },
  otherKeys: ['user'],
  arrivedAt: 0,
};

describe('the bloom filter of a segment', () => {
  it('never denies a text that one of its messages contains, whatever its case', () => {
    const word = string({ unit: constantFrom(...Array.from('abcdefABC 019.:/ÉΣİ連')), minLength: 0, maxLength: 40 });
    assert(
      property(array(word, { minLength: 1, maxLength: 8 }), nat(), nat(), (messages, pick, cut) => {
        const keys = new FingerprintSet();
        for (const message of messages) addMessageKeys(keys, foldCase(message));
        const bloom = Bloom.of(keys);
        const message = messages[pick % messages.length] ?? '';
        const start = cut % (message.length + 1);
        const text = foldCase(message.slice(start)).toUpperCase();
        // Only a text that is really found counts: upper case may turn one character into two.
        if (!foldCase(message).includes(foldCase(text))) return;
        expect(keysWithin(foldCase(text)).every((key) => bloom.mayHave(key))).toBe(true);
      }),
    );
  });

  it('denies nearly every text that no message contains', () => {
    const keys = new FingerprintSet();
    for (let index = 0; index < 5000; index += 1)
      addMessageKeys(keys, `request ${index * 7919} for order ${index * 104729} completed`);
    const bloom = Bloom.of(keys);
    let wrong = 0;
    for (let index = 0; index < 1000; index += 1) {
      const found = keysWithin(`connection ${index} refused by peer`);
      expect(found.length).toBeGreaterThan(0);
      if (found.every((key) => bloom.mayHave(key))) wrong += 1;
    }
    expect(wrong).toBeLessThan(5);
  });

  it('has no keys for texts too short to tell', () => {
    expect(keysWithin('x'.repeat(SHORTEST_SEARCHED - 1))).toEqual([]);
    expect(keysWithin('connection').length).toBeGreaterThan(0);
  });

  it('keeps ids apart from trace ids', () => {
    const keys = new FingerprintSet();
    expect(addKey(keys, 'trace_id', 'abc')).toBe(true);
    expect(addKey(keys, 'id', 'ABC')).toBe(false);
    const bloom = Bloom.of(keys);
    expect(bloom.mayHave(keyOf('trace_id', 'ABC'))).toBe(true);
    expect(bloom.mayHave(keyOf('id', 'abc'))).toBe(true);
    expect(bloom.mayHave(keyOf('span_id', 'abc'))).toBe(false);
  });
});

describe('a segment is left out of a question', () => {
  const isRead = (text: string) => mayMatch(parseQuery(text).filter, summary, undefined);

  it.each([
    ['level>=error', false],
    ['level>=warn', true],
    ['NOT level>=error', true],
    ['status>400', true],
    ['user.id:7', true],
    ['nowhere:7', false],
    ['nowhere.deep:7 OR level:info', true],
    ['nowhere:*', false],
    ['-nowhere:7', true],
    ['nowhere:null', true],
    ['nowhere:(1 OR null)', true],
    ['timestamp<1970-01-01T00:00:01Z', false],
    ['timestamp<=1970-01-01T00:00:01Z', true],
    ['timestamp>1970-01-01T00:00:02Z', false],
  ])('%s: read %s', (text, read) => {
    expect(isRead(text)).toBe(read);
  });

  it('where an id is a UUIDv7 outside of the range of its own, and it has no others', () => {
    const id = (n: number) => `01932f0e-7a00-7000-8000-00000000000${n}`;
    const range = { ...summary, minId: id(3), maxId: id(5) };
    const reads = (text: string, of = range) => mayMatch(parseQuery(text).filter, of, undefined);
    expect([2, 3, 4, 5, 6].map((n) => reads(`id:${id(n)}`))).toEqual([false, true, true, true, false]);
    expect(reads(`id:${id(4).toUpperCase()}`)).toBe(true);
    expect(reads(`id:(${id(2)} OR ${id(4)})`)).toBe(true);
    expect(reads(`id:(${id(2)} OR ${id(6)})`)).toBe(false);
    expect(reads('id:mine')).toBe(false);
    expect(reads(`-id:${id(2)}`)).toBe(true);
    const others = { ...range, otherIds: true };
    expect([`id:${id(6)}`, 'id:mine'].map((text) => reads(text, others))).toEqual([true, true]);
  });

  it('where its bloom filter has nothing of what a regular expression must contain', () => {
    const keys = new FingerprintSet();
    addMessageKeys(keys, foldCase('Connection to 10.0.0.7 refused after 3 tries'));
    const bloom = Bloom.of(keys);
    const reads = (text: string) => mayMatch(parseQuery(text).filter, summary, bloom);
    expect(reads('/connection to \\d+/i')).toBe(true);
    expect(reads('/Connection to .* refused after/')).toBe(true);
    expect(reads('/connection from \\d+/i')).toBe(false);
    expect(reads('/Connection to .* accepted after/')).toBe(false);
    // Nothing is sure here, so that the segment is read.
    expect(reads('/(connection from|accepted after)/')).toBe(true);
    expect(reads('/from/')).toBe(true);
  });
});
