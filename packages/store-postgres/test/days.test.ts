import { describe, expect, it } from 'vitest';
import { dayOf, dayOfName, nameOfDay, startOfDay } from '../src/days.ts';
import { homeDayOf } from '../src/home-day.ts';

describe('days', () => {
  it('begin at midnight in UTC, also before 1970', () => {
    expect(dayOf(Date.parse('1969-12-31T23:59:59.999Z'))).toBe(-1);
    expect(dayOf(0)).toBe(0);
    expect(startOfDay(dayOf(Date.parse('2026-03-14T13:00:00Z')))).toBe(Date.parse('2026-03-14T00:00:00Z'));
  });

  it('are read back from the names of partitions, and other names are none', () => {
    for (const time of ['0001-01-01', '1969-07-20', '2026-03-14', '9999-12-31']) {
      const day = dayOf(Date.parse(`${time}T00:00:00Z`));
      expect(dayOfName(nameOfDay(day))).toBe(day);
    }
    expect(dayOfName('other_days')).toBeUndefined();
  });
});

describe('the day that an id says', () => {
  it('is that of a UUIDv7, and no other id says any', () => {
    expect(homeDayOf('018e3b00-0000-7000-8000-000000000000')).toBe(dayOf(0x018e3b000000));
    for (const id of [
      '018E3B00-0000-7000-8000-000000000000',
      '018e3b00-0000-4000-8000-000000000000',
      'ffffffff-ffff-7000-8000-000000000000',
      '',
      'any',
    ]) {
      expect(homeDayOf(id)).toBeUndefined();
    }
  });
});
