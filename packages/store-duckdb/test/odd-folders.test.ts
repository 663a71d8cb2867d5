import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStoreForReading } from '../src/index.ts';
import { makeFolder, makeRecords, messagesOf, openStore, rowsOf } from './records.ts';

/** Texts of SQL, patterns, columns of Hive's, and what is escaped in addresses. */
const ODD = ["it's; DROP TABLE x --", 'service=other', 'host=7', 'a[b]*?{c,d}', 'ünïcode 日本 %20#'];

describe('a folder whose name means something elsewhere', () => {
  it('is a folder like any other', async () => {
    const folder = join(await makeFolder(), ...ODD, 'data');
    await mkdir(folder, { recursive: true });
    const store = await openStore(folder, { retention: 'keep errors 90d, the rest 14d' });
    await store.append(makeRecords(3));
    await store.compact();
    await store.append(makeRecords(2));
    expect(await messagesOf(store, 'service=api')).toHaveLength(5);
    expect(await rowsOf(store, '* | count by service')).toEqual([['api', 5]]);
    expect(await store.verify()).toMatchObject({ ok: true, problems: [] });
    const reader = await openStoreForReading({ directory: folder });
    try {
      expect(await messagesOf(reader, 'service=api')).toHaveLength(5);
    } finally {
      await reader.close();
    }
  });
});
