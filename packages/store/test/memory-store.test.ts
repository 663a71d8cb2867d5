import { afterAll, describe, expect, it } from 'vitest';
import type { LogRecord } from '@tailrace/core';
import { FieldCounter, MemoryStore } from '@tailrace/store';
import { storeKit } from '@tailrace/store/testing';

storeKit({ name: 'MemoryStore', open: () => new MemoryStore(), keeps: false }).register({ describe, it, afterAll });

function record(id: string, parts: Partial<LogRecord> = {}): LogRecord {
  return { id, timestamp: Date.UTC(2026, 0, 1), level: 'info', severity: 9, message: id, ...parts };
}

describe('MemoryStore', () => {
  it('takes no more records than it was told to, and then keeps none of the batch', async () => {
    const store = new MemoryStore({ maxRecords: 2 });
    await store.append([record('a')]);
    await expect(store.append([record('b'), record('c')])).rejects.toMatchObject({ code: 'TAILRACE_STORE_FULL' });
    expect((await store.stats()).records).toBe(1);
    expect(await store.append([record('b'), record('a')])).toMatchObject({ accepted: 1, duplicates: 1 });
  });

  it('refuses options that it does not know', () => {
    expect(() => new MemoryStore({ maxRecord: 5 } as object)).toThrowError(
      expect.objectContaining({ code: 'TAILRACE_UNKNOWN_OPTION' }),
    );
    expect(() => new MemoryStore({ maxRecords: 0 })).toThrowError(
      expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }),
    );
  });
});

describe('FieldCounter', () => {
  const base = { id: 'a', timestamp: '2026-01-01T00:00:00.000Z', level: 'info', severity: 9, message: 'm' };

  it('names fields as queries do, counts records, and ranks values', () => {
    const counter = new FieldCounter();
    counter.add({
      ...base,
      attributes: { user: { id: 7 }, tags: ['x', 'y', 'x'], level: 'own', 'a b': true, none: null },
    });
    counter.add({ ...base, attributes: { user: { id: '8' }, tags: ['x'] }, exception: { name: 'E', message: 'm' } });
    const fields = new Map(counter.summaries(2).map((field) => [field.name, field]));
    expect(fields.get('user.id')).toMatchObject({ type: 'mixed', count: 2 });
    expect(fields.get('tags')).toEqual({
      name: 'tags',
      type: 'text',
      count: 2,
      values: [
        { value: 'x', count: 3 },
        { value: 'y', count: 1 },
      ],
    });
    expect(fields.get('attributes.level')).toMatchObject({ count: 1 });
    expect(fields.get('"a b"')).toMatchObject({ type: 'boolean' });
    expect(fields.get('exception.name')).toMatchObject({ count: 1 });
    expect(fields.get('message')).toMatchObject({ count: 2, values: [] });
    expect(fields.has('none')).toBe(false);
  });

  it('stays small whatever records bring', () => {
    const counter = new FieldCounter();
    for (let n = 0; n < 3000; n += 1) {
      counter.add({ ...base, attributes: { [`key${n}`]: n, many: `value ${n}`, long: 'x'.repeat(500) } });
    }
    const fields = counter.summaries(5000);
    expect(fields.length).toBeLessThanOrEqual(1000);
    expect(fields.find(({ name }) => name === 'many')?.values).toHaveLength(1000);
    expect(fields.find(({ name }) => name === 'long')).toMatchObject({ count: 3000, values: [] });
  });
});
