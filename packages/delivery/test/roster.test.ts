import { describe, expect, it } from 'vitest';
import { Roster } from '../src/roster.ts';

describe('Roster', () => {
  it('tells who is present, in the order in which they came', () => {
    const roster = new Roster<string>();
    for (const one of ['a', 'b', 'c']) roster.add(one);
    roster.remove('b');
    roster.add('d');
    expect(roster.all()).toEqual(['a', 'c', 'd']);
    expect(roster.size).toBe(3);
  });

  it('passes over those that are not there', () => {
    const roster = new Roster<string>();
    roster.add('a');
    roster.remove('b');
    expect(roster.all()).toEqual(['a']);
  });

  it('gives a list of its own, which may be gone through while they go', () => {
    const roster = new Roster<string>();
    for (const one of ['a', 'b', 'c']) roster.add(one);
    const seen: string[] = [];
    for (const one of roster.all()) {
      roster.remove(one);
      seen.push(one);
    }
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(roster.size).toBe(0);
  });
});
