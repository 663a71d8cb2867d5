import { describe, expect, it } from 'vitest';
import type { WireRecord } from '../src/api/types.ts';
import { joinTail } from '../src/state/join-tail.ts';
import { readView, writeView } from '../src/state/location.ts';

describe('the address of a view [E8]', () => {
  it('is bare for the view people meet first, and that view is live', () => {
    expect(writeView(readView(''))).toBe('/');
    expect(readView('')).toMatchObject({ q: '', from: '-1h', live: true });
  });

  it('brings back the same view, whatever is in the query', () => {
    const view = { q: 'message:"a & b=c" | count', from: '-24h', to: '', live: false, open: '0199-x' };
    expect(readView(writeView(view).slice(1))).toEqual(view);
  });

  it('is not live where the window has an end', () => {
    expect(readView('?from=2026-11-22T00:00:00Z&to=2026-11-22T01:00:00Z').live).toBe(false);
  });

  it('keeps the window without a beginning', () => {
    const view = { ...readView(''), from: '' };
    expect(readView(writeView(view).slice(1)).from).toBe('');
  });
});

describe('a live tail joined with what was found [E8]', () => {
  const at = (second: number): WireRecord => ({
    id: `id-${second}`,
    timestamp: `2026-11-22T10:00:0${second}.000Z`,
    level: 'info',
    severity: 9,
    message: `${second}`,
  });
  const text = (records: readonly WireRecord[]): string => records.map(({ message }) => message).join(' ');

  it('has each record once, in the order of arrival, or of time once it is paused', () => {
    const tail = { records: [at(4), at(5), at(3)], full: false };
    expect(text(joinTail(tail, [at(3), at(2)], true))).toBe('4 5 3 2');
    expect(text(joinTail(tail, [at(6), at(5), at(2)], false))).toBe('6 5 4 3 2');
    expect(text(joinTail({ records: [], full: false }, [at(2)], true))).toBe('2');
  });

  it('hides no hole: a tail that has dropped records stands alone while it is live', () => {
    const tail = { records: [at(9), at(8)], full: true };
    expect(text(joinTail(tail, [at(2)], true))).toBe('9 8');
    expect(text(joinTail(tail, [at(9), at(8), at(7)], false))).toBe('9 8 7');
  });
});
