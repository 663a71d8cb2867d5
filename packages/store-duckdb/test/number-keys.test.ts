import { rm } from 'node:fs/promises';
import { array, assert, constantFrom, nat, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldCase, parseQuery } from '@tailrace/query';
import { Bloom } from '../src/bloom.ts';
import { FingerprintSet } from '../src/fingerprint.ts';
import { addMessageKeys } from '../src/keys.ts';
import { NumberKeySet, numberKeysWithin } from '../src/number-keys.ts';
import { mayMatch, needsBloom } from '../src/prune.ts';
import type { SegmentSummary } from '../src/segment-index.ts';
import { scanSegments } from '../src/catalog.ts';
import { layoutOf } from '../src/layout.ts';
import { makeFolder, makeRecords, messagesOf, openStore, START } from './records.ts';

/** The index of some messages, as a segment of them has it. */
function indexOf(messages: readonly string[]): { summary: SegmentSummary; bloom: Bloom } {
  const keys = new FingerprintSet();
  const numbers = new NumberKeySet(messages.length, () => new FingerprintSet());
  for (const message of messages) {
    addMessageKeys(keys, foldCase(message));
    numbers.add(foldCase(message));
  }
  const numberKeys = numbers.addTo(keys);
  const summary = { severities: {}, promoted: {}, otherKeys: [], numberKeys } as unknown as SegmentSummary;
  return { summary, bloom: Bloom.of(keys) };
}

/** Six digits for each of many orders, no two the same. */
const orderOf = (index: number): number => 100_000 + ((index * 7919) % 900_000);

describe('the keys of numbers', () => {
  it('never deny a text that one of the messages contains', () => {
    const word = string({
      unit: constantFrom(...Array.from('0123456789012345678901234567899ab É=:連')),
      maxLength: 40,
    });
    assert(
      property(array(word, { minLength: 1, maxLength: 8 }), nat(), nat(), nat(), (messages, pick, from, to) => {
        const { summary, bloom } = indexOf(messages);
        const message = foldCase(messages[pick % messages.length] ?? '');
        const start = from % (message.length + 1);
        const text = message.slice(start, start + (to % (message.length - start + 1)));
        expect(mayMatch({ type: 'text', text }, summary, bloom)).toBe(true);
      }),
    );
  });

  it('deny nearly every number that is in no message, where pieces of text deny none', () => {
    const { summary, bloom } = indexOf(
      Array.from({ length: 40_000 }, (_, index) => `answered for order ${orderOf(index)} after 3 tries`),
    );
    const { numberKeys: _, ...without } = summary;
    const absent = Array.from({ length: 300 }, (__, index) => orderOf(50_000 + index));
    const read = (of: SegmentSummary, text: (order: number) => string) =>
      absent.filter((order) => mayMatch({ type: 'text', text: text(order) }, of, bloom)).length;
    expect(read(summary, (order) => `order ${order}`)).toBeLessThan(6);
    expect(read(summary, (order) => String(order))).toBeLessThan(6);
    expect(read(without, (order) => `order ${order}`)).toBeGreaterThan(30);
  });

  it('tell what a number is of by the two characters before it', () => {
    const { summary, bloom } = indexOf(['slow query where customer = 179671', 'paid order 500123']);
    const reads = (text: string) => mayMatch(parseQuery(text).filter, summary, bloom);
    expect(['179671', '"= 179671"', '500123', '"order 500123"'].map(reads)).toEqual([true, true, true, true]);
    expect(['"r 179671"', '"= 500123"', '179672'].map(reads)).toEqual([false, false, false]);
    const has = (text: string) => numberKeysWithin(text).map((key) => [key.kind, bloom.mayHave(key)]);
    expect(has('r 179671')).toEqual([
      ['digits', true],
      ['numbers', false],
    ]);
    expect(['179671', '17967', '"order 179671"'].map((text) => needsBloom(parseQuery(text).filter))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('are left out where there are too many of them, and nothing is denied by them then', () => {
    const messages = Array.from({ length: 200 }, (_, index) => `at ${BigInt(index + 3) ** 12n}`);
    const { summary, bloom } = indexOf(messages);
    expect(summary.numberKeys).toEqual(['numbers']);
    for (const message of messages) {
      const digits = message.slice(-8);
      expect(mayMatch({ type: 'text', text: digits }, summary, bloom)).toBe(true);
    }
    expect(numberKeysWithin('at 99999999').map(({ kind }) => kind)).toEqual(['digits', 'numbers', 'digits', 'digits']);
  });

  it('keep segments without a number from being read, also where an index was made anew', async () => {
    const folder = await makeFolder();
    const store = await openStore(folder);
    for (let part = 0; part < 3; part += 1) {
      const records = makeRecords(300, START + part * 3_600_000);
      await store.append(
        records.map((record, index) => ({ ...record, message: `paid order ${orderOf(part * 300 + index)}` })),
      );
      await store.compact();
    }
    const order = orderOf(450);
    const { filter } = parseQuery(`"order ${order}"`);
    const read = async (of: typeof store) => (await of.explain({ filter, pipes: [] })).readings[0]?.read;
    expect(await read(store)).toBe(1);
    expect(await messagesOf(store, `${order}`)).toEqual([`paid order ${order}`]);
    await store.close();
    for (const found of await scanSegments(layoutOf(folder))) {
      if (found.type === 'segment') await rm(found.segment.index);
    }
    const again = await openStore(folder);
    expect(await read(again)).toBe(1);
    expect(await messagesOf(again, `"order ${order}"`)).toEqual([`paid order ${order}`]);
  });
});
