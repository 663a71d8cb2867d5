import { createRecord, type LogRecord } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { TakenRecords } from '../src/taken-records.ts';

describe('the records that a transport has taken', () => {
  const record = (): LogRecord => createRecord({ message: 'x' });

  it('are known again by it alone, and look as before', () => {
    const [own, other] = [new TakenRecords(), new TakenRecords()];
    const taken = record();
    const before = { ...taken };
    own.add(taken);
    expect([own.has(taken), other.has(taken), own.has(record())]).toEqual([true, false, false]);
    expect(taken).toEqual(before);
    expect(Reflect.ownKeys(taken)).toEqual(Reflect.ownKeys(before));
    expect(own.has({ ...taken })).toBe(false);
    other.add(taken);
    expect([own.has(taken), other.has(taken)]).toEqual([true, true]);
  });

  it('are known by any number of transports, and where they take no mark', () => {
    const all = Array.from({ length: 40 }, () => new TakenRecords());
    const frozen = Object.freeze(record());
    for (const [index, records] of all.entries()) if (index % 2 === 0) records.add(frozen);
    expect(all.map((records) => records.has(frozen))).toEqual(all.map((_, index) => index % 2 === 0));
    const open = record();
    for (const [index, records] of all.entries()) if (index % 2 === 1) records.add(open);
    expect(all.map((records) => records.has(open))).toEqual(all.map((_, index) => index % 2 === 1));
  });
});
