import { describe, expect, it } from 'vitest';
import type { WireRecord } from '../src/api/types.ts';
import { flattenRecord } from '../src/records/flatten.ts';
import { previewOf } from '../src/records/preview.ts';
import { axisText, formatRange, spanText } from '../src/timeline/time-text.ts';

const record: WireRecord = {
  id: '01',
  timestamp: '2026-11-22T10:00:00.000Z',
  level: 'error',
  severity: 17,
  message: 'request failed',
  service: 'api',
  exception: { name: 'TypeError', message: 'x is not a function' },
  attributes: { user: { id: 7, tags: ['a', 'b'] }, empty: {}, ok: false, long: 'y'.repeat(500) },
};

describe('a record on the page [E8]', () => {
  it('becomes rows named as in a query', () => {
    const rows = new Map(flattenRecord(record).map(({ name, value }) => [name, value]));
    expect(rows.get('service')).toBe('api');
    expect(rows.get('exception.name')).toBe('TypeError');
    expect(rows.get('user.id')).toBe('7');
    expect(rows.get('user.tags')).toBe('["a","b"]');
    expect(rows.get('empty')).toBe('{}');
    expect(rows.get('ok')).toBe('false');
    expect(rows.has('message')).toBe(false);
  });

  it('shows the error and short attributes behind the message, and leaves long ones out', () => {
    expect(previewOf(record)).toContain('TypeError: x is not a function');
    expect(previewOf(record)).toContain('ok=false');
    expect(previewOf(record)).not.toContain('yyyy');
  });
});

describe('times on the page', () => {
  it('names spans by their largest unit', () => {
    expect([250, 5_000, 60_000, 7_200_000, 86_400_000].map(spanText)).toEqual(['250 ms', '5 s', '1 min', '2 h', '1 d']);
  });

  it('labels an axis by what changes along it', () => {
    expect(axisText('2026-11-22T10:00:05.000Z', 5_000, 300_000)).toMatch(/:05$/);
    expect(axisText('2026-11-22T10:00:00.000Z', 60_000, 3_600_000)).toMatch(/^\d\d:\d\d$/);
    expect(axisText('2026-11-22T10:00:00.000Z', 3_600_000, 604_800_000)).not.toMatch(/:/);
  });

  it('says windows that are open at an end', () => {
    expect(formatRange('', '')).toBe('the beginning – now');
    expect(formatRange('-3h', '')).toBe('-3h – now');
  });
});
