import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyOf, MAX_KEY_LENGTH } from '../../src/filter/key-of.ts';
import { KeyedStates } from '../../src/filter/keyed-states.ts';
import { chain, rateLimit } from '../../src/index.ts';
import { record } from './records.ts';

/** Filters by name, with the number of keys: a million where a key costs next to nothing, many times the bound for the
 * others. */
const FILTERS: readonly (readonly [string, number])[] = [
  ['rateLimit with windows', 1_000_000],
  ['rateLimit with buckets', 1_000_000],
  ['level by logger', 1_000_000],
  ['dedupe', 400_000],
  ['budget', 400_000],
  ['holdBack', 200_000],
  ['perKey', 200_000],
  ['redact', 200_000],
];

describe('a flood of keys', () => {
  it.each(FILTERS)('keeps the memory of %s bounded over %i keys', { timeout: 120_000 }, (name, count) => {
    const child = join(__dirname, 'fixtures', 'flood-child.cjs');
    const answer = execFileSync(process.execPath, ['--expose-gc', child, name, String(count)], { encoding: 'utf8' });
    const { grown, isBalanced, offered } = JSON.parse(answer) as {
      grown: number;
      isBalanced: boolean;
      offered: number;
    };
    expect(offered).toBe(count * 1.125);
    expect(isBalanced).toBe(true);
    // The least state of a key takes over 60 bytes.
    expect(grown).toBeLessThan(Math.max(1_500_000, count * 3));
  });
});

describe('KeyedStates', () => {
  it('keeps no more keys than it is told, and those that are asked for', () => {
    const evicted: string[] = [];
    const states = new KeyedStates<number>(10, (_, key) => evicted.push(key));
    for (let index = 0; index < 100; index += 1) {
      states.set(`k${index}`, index);
      states.get('k0');
      expect(states.size).toBeLessThanOrEqual(10);
    }
    expect(states.get('k0')).toBe(0);
    expect(states.get('k99')).toBe(99);
    expect(states.get('k50')).toBeUndefined();
    expect(evicted).not.toContain('k0');
    expect(evicted.length + states.size).toBe(100);
  });

  it('tells keys of any length apart, and keeps none of the long ones', () => {
    const filter = chain(rateLimit({ first: 1, by: 'message' }));
    const long = 'x'.repeat(100_000);
    expect(keyOf('rateLimit', 'message')(record({ message: long })).length).toBeLessThanOrEqual(MAX_KEY_LENGTH);
    expect(filter.apply(record({ message: `${long}a` }))).toBeDefined();
    expect(filter.apply(record({ message: `${long}b` }))).toBeDefined();
    expect(filter.apply(record({ message: `${long}a` }))).toBeUndefined();
    filter.close();
  });
});
