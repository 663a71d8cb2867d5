import { describe, expect, it } from 'vitest';
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
