import { describe, expect, it } from 'vitest';
import { LineReader } from '../src/index.ts';

describe('a growing file', () => {
  it('gives a record once the next begins, or when it settles', () => {
    const reader = new LineReader();
    expect(reader.push('2026-01-31T12:00:00Z error: a\n')).toEqual([]);
    expect(reader.push('    at x\n2026-01-31T12:00:01Z info: b\n2026-01')).toMatchObject([{ lines: 2 }]);
    expect(reader.settle()).toMatchObject([{ record: { message: 'b' } }]);
    expect(reader.push('-31T12:00:02Z info: c\n')).toEqual([]);
    expect(reader.end()).toMatchObject([{ record: { message: 'c' } }]);
  });

  it('is dated by when its lines arrived, where that is said and the lines say nothing', () => {
    const [december, january] = [Date.UTC(2026, 11, 31, 23, 59), Date.UTC(2027, 0, 1, 0, 1)];
    const reader = new LineReader({ format: 'syslog' }, december - 86_400_000 * 60);
    const times = [
      ...reader.push('Dec 31 23:58:00 web app: old year\n', december),
      ...reader.settle(),
      ...reader.push('Jan  1 00:00:30 web app: new year\n', january),
      ...reader.settle(),
      ...reader.push('no time\n', january + 5000),
      ...reader.settle(),
    ].map(({ record }) => new Date(record.timestamp).toISOString());
    expect(times).toEqual(['2026-12-31T23:58:00.000Z', '2027-01-01T00:00:30.000Z', '2027-01-01T00:01:05.000Z']);
  });
});
