import { appendFile, cp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filledStore } from './filled-folder.ts';
import { makeFolder, makeRecords, messagesOf, openStore } from './records.ts';

/** Two segments of 40 records each, and 20 records in a write-ahead file. */
const original = filledStore([40, 40], 20);

async function filled(): Promise<{ folder: string; segments: string[] }> {
  const folder = await original.copy();
  const day = join(folder, 'seg', '2026-11-01');
  const names = (await readdir(day)).filter((name) => name.endsWith('.parquet')).sort();
  return { folder, segments: names.map((name) => join(day, name)) };
}

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[at] = (bytes[at] ?? 0) ^ 0x40;
  await writeFile(path, bytes);
}

describe('a start', () => {
  it('has everything again that was appended [E5]', async () => {
    const { folder } = await filled();
    const store = await openStore(folder);
    expect((await store.stats()).records).toBe(100);
    expect(await messagesOf(store, '*')).toHaveLength(100);
    expect((await store.verify()).problems).toEqual([]);
  });

  it('cuts off the unfinished record that a crash left, and keeps all others', async () => {
    const { folder } = await filled();
    const [name = ''] = await readdir(join(folder, 'hot'));
    await appendFile(join(folder, 'hot', name), '{"id":"torn","timestamp":"2026-11-');
    const store = await openStore(folder);
    const { records, damaged } = await store.stats();
    expect(records).toBe(100);
    expect(damaged).toMatchObject([{ file: `hot/${name}`, reason: expect.stringContaining('34 bytes') }]);
    await store.compact();
    expect(await messagesOf(store, '*')).toHaveLength(100);
  });

  it('moves lines that hold no record aside when it compacts, and counts them', async () => {
    const { folder } = await filled();
    const [name = ''] = await readdir(join(folder, 'hot'));
    await appendFile(join(folder, 'hot', name), 'no record\n{"half":\n');
    const store = await openStore(folder);
    await store.compact();
    const { records, damaged } = await store.stats();
    expect(records).toBe(100);
    expect(damaged.reduce((sum, { records: lines = 0 }) => Math.max(sum, lines), 0)).toBe(2);
    expect(await readFile(join(folder, 'rejected', name), 'utf8')).toBe('no record\n{"half":\n');
  });

  it('deletes what a compaction left half-made', async () => {
    const { folder } = await filled();
    await writeFile(join(folder, 'seg', '00000009.x.parquet.tmp'), 'half');
    await openStore(folder);
    expect(await readdir(join(folder, 'seg'))).toEqual(['2026-11-01']);
  });

  it('deletes a write-ahead file whose segment is there, and doubles nothing', async () => {
    const folder = await makeFolder();
    const first = await openStore(folder, { unlinkGraceMillis: 0 });
    await first.append(makeRecords(30));
    const [name = ''] = await readdir(join(folder, 'hot'));
    await cp(join(folder, 'hot', name), join(folder, 'copy.jsonl'));
    await first.compact();
    await first.close();
    await rename(join(folder, 'copy.jsonl'), join(folder, 'hot', name));
    const store = await openStore(folder);
    expect((await store.stats()).records).toBe(30);
    expect(await readdir(join(folder, 'hot'))).toEqual([]);
  });

  it('serves the rest where a byte of a segment has changed, and names the segment', async () => {
    const { folder, segments } = await filled();
    const [first = ''] = segments;
    await flip(first, 500);
    const store = await openStore(folder);
    const { records, damaged } = await store.stats();
    expect(records).toBe(60);
    expect(damaged).toMatchObject([{ file: 'seg/2026-11-01/00000001.parquet', records: 40 }]);
    expect(await messagesOf(store, '*')).toHaveLength(60);
    expect((await store.verify()).ok).toBe(false);
    await store.close();
    const again = await openStore(folder);
    expect((await again.stats()).damaged).toMatchObject([{ file: 'damaged/00000001.parquet', records: 40 }]);
  });

  it('takes records whose ids may be in a segment that has rotted since', async () => {
    const folder = await makeFolder();
    const records = makeRecords(50);
    const first = await openStore(folder);
    await first.append(records);
    await first.compact();
    await first.close();
    const store = await openStore(folder);
    const [name = ''] = (await readdir(join(folder, 'seg', '2026-11-01'))).filter((one) => one.endsWith('.parquet'));
    const path = join(folder, 'seg', '2026-11-01', name);
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0, 4));
    expect(await store.append(records)).toMatchObject({ accepted: 50, duplicates: 0 });
    expect(await messagesOf(store, '*')).toHaveLength(50);
    expect((await store.stats()).damaged).toHaveLength(1);
  });

  it('finds a changed byte at the first query too, where the start does not check', async () => {
    const { folder, segments } = await filled();
    const [first = ''] = segments;
    const store = await openStore(folder);
    await flip(first, 8);
    await truncate(first, 900);
    expect(await messagesOf(store, '*')).toHaveLength(60);
    expect((await store.stats()).damaged).toMatchObject([{ records: 40 }]);
  });

  it('serves the rest where a segment is cut short or gone', async () => {
    const { folder, segments } = await filled();
    const [first = '', second = ''] = segments;
    await truncate(first, 700);
    await rm(second);
    const store = await openStore(folder);
    const { records, damaged } = await store.stats();
    expect(records).toBe(20);
    expect(damaged.map(({ records: lost }) => lost)).toEqual([40, 40]);
    expect(await messagesOf(store, '*')).toHaveLength(20);
  });

  it.each(['flipped', 'absent'])('makes a segment’s index again that is %s', async (harm) => {
    const { folder, segments } = await filled();
    const index = (segments[0] ?? '').replace('.parquet', '.idx');
    const before = await readFile(index);
    if (harm === 'flipped') await flip(index, 40);
    else await rm(index);
    await rm(join(folder, 'catalog.json'));
    const store = await openStore(folder);
    expect((await store.stats()).records).toBe(100);
    expect(await messagesOf(store, '"request number 39"')).toHaveLength(2);
    const after = await readFile(index);
    expect(after.length).toBe(before.length);
  });

  it('needs no catalog', async () => {
    const { folder } = await filled();
    await writeFile(join(folder, 'catalog.json'), '{"version":');
    const store = await openStore(folder);
    expect((await store.stats()).records).toBe(100);
    expect((await store.stats()).damaged).toEqual([]);
  });
});
