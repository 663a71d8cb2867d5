import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collect, read } from './collect.ts';
import { file } from './temporary-file.ts';

describe('time', () => {
  const year = (records: readonly { timestamp: number }[]): number[] =>
    records.map(({ timestamp }) => new Date(timestamp).getUTCFullYear());

  it('takes the latest year that is not after the file’s last change', async () => {
    const path = file(
      'year.log',
      'Dec 31 23:59:59 h a: x\nJan  1 00:00:01 h a: y\nFeb 29 10:00:00 h a: z\n',
      new Date('2025-01-02T00:00:00Z'),
    );
    expect(year((await collect(path)).records)).toEqual([2024, 2025, 2024]);
  });

  it('takes the year that is given, and turns it over at new year', async () => {
    const records = await read('Dec 31 23:59:59 h a: x\nJan  1 00:00:01 h a: y\nDec 31 23:59:59 h a: late\n', {
      year: 2009,
    });
    expect(year(records)).toEqual([2009, 2010, 2009]);
  });

  it.each([
    ['UTC', '2026-07-01T12:00:00.000Z'],
    ['+02:00', '2026-07-01T10:00:00.000Z'],
    ['Europe/Berlin', '2026-07-01T10:00:00.000Z'],
    ['America/New_York', '2026-07-01T16:00:00.000Z'],
  ])('reads times without a zone as %s', async (timeZone, expected) => {
    const [record] = await read('2026-07-01 12:00:00 x\n', { timeZone });
    expect(new Date(record?.timestamp ?? 0).toISOString()).toBe(expected);
  });

  it('knows winter from summer', async () => {
    const records = await read('2026-01-01 12:00:00 x\n2026-07-01 12:00:00 x\n', { timeZone: 'Europe/Berlin' });
    expect(records.map((record) => new Date(record.timestamp).getUTCHours())).toEqual([11, 10]);
  });

  it('reads the hours around a change of the clock', async () => {
    const records = await read('2026-03-29 01:30:00 x\n2026-03-29 03:30:00 x\n', { timeZone: 'Europe/Berlin' });
    expect(records.map((record) => new Date(record.timestamp).toISOString())).toEqual([
      '2026-03-29T00:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
    ]);
  });

  it('gives a line without a time that of the line before, and the first the file’s last change', async () => {
    const path = file(
      'plain.log',
      'banner\n{"level":"info","message":"x","timestamp":"2026-01-31T12:00:00Z"}\nstray\n',
      new Date('2026-02-01T00:00:00Z'),
    );
    const { records } = await collect(path);
    expect(records.map((record) => new Date(record.timestamp).toISOString().slice(0, 10))).toEqual([
      '2026-02-01',
      '2026-01-31',
      '2026-01-31',
    ]);
  });

  it('takes no impossible time', async () => {
    const [record] = await read('2026-02-30T25:61:00Z info: x\n', { defaultTime: 5 });
    expect(record).toMatchObject({ timestamp: 5, message: '2026-02-30T25:61:00Z info: x' });
  });
});

describe('numbers that are no time', () => {
  it('stay what they are, and the record takes the time of the line before', async () => {
    const records = await read('{"ts":1700000000,"msg":"a"}\n{"ts":1e30,"msg":"b"}\n');
    expect(records[1]).toMatchObject({ timestamp: 1_700_000_000_000, attributes: { ts: 1e30 } });
  });
});

describe('lines without a time', () => {
  it('get whole milliseconds, though a file system counts in nanoseconds', async () => {
    const path = file('nanoseconds.log', 'one\ntwo\n');
    utimesSync(path, 1_700_000_000.1239, 1_700_000_000.1239);
    const { records } = await collect(path);
    expect(records.map(({ timestamp }) => timestamp)).toEqual([1_700_000_000_123, 1_700_000_000_123]);
  });
});
