import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSegment } from '../src/recovery.ts';
import { decodeIndex, readIndex } from '../src/segment-index.ts';
import { filledStore } from './filled-folder.ts';
import { messagesOf, openStore } from './records.ts';

/** A segment of 40 records, and 20 in a write-ahead file. */
const original = filledStore([40], 20);

const stemIn = (folder: string) => join(folder, 'seg', '2026-11-01', '00000001');

describe('a file that rots', () => {
  it('is found out, whichever byte of a segment has changed [E5]', async () => {
    const folder = await original.copy();
    const [parquet, index] = [`${stemIn(folder)}.parquet`, `${stemIn(folder)}.idx`];
    const known = await readIndex(index);
    if (known === undefined) throw new Error('The index is whole.');
    const segment = { summary: known.summary, parquet, index, indexBytes: known.bytes };
    expect(await checkSegment(segment)).toBeUndefined();
    const bytes = await readFile(parquet);
    // A prime apart, so that no structure of the format is passed over.
    for (let at = 0; at < bytes.length; at += 61) {
      const rotten = Buffer.from(bytes);
      rotten[at] = (rotten[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(parquet, rotten);
      expect([at, await checkSegment(segment)]).toEqual([at, expect.stringContaining('checksum')]);
    }
  });

  it('is found out, whichever byte of an index has changed, and wherever it ends', async () => {
    const bytes = await readFile(`${stemIn(original.path)}.idx`);
    expect(decodeIndex(bytes)).toBeDefined();
    for (let at = 0; at < bytes.length; at += 7) {
      const rotten = Buffer.from(bytes);
      rotten[at] = (rotten[at] ?? 0) ^ (1 << (at % 8));
      expect([at, decodeIndex(rotten)]).toEqual([at, undefined]);
      expect([at, decodeIndex(bytes.subarray(0, at))]).toEqual([at, undefined]);
    }
  });

  it.each([0, 7, 700])('costs only its own records, where a write-ahead file has changed at byte %d', async (at) => {
    const folder = await original.copy();
    const [name = ''] = await readdir(join(folder, 'hot'));
    const path = join(folder, 'hot', name);
    const bytes = await readFile(path);
    bytes[at] = 0;
    await writeFile(path, bytes);
    const store = await openStore(folder);
    await store.compact();
    expect(await messagesOf(store, '*')).toHaveLength(59);
    expect((await store.stats()).damaged.length).toBeGreaterThan(0);
  });

  it('is a catalog of another time, and misleads nobody', async () => {
    const folder = await original.copy();
    const old = await readFile(join(folder, 'catalog.json'), 'utf8');
    const first = await openStore(folder);
    await first.compact();
    await first.close();
    await writeFile(join(folder, 'catalog.json'), old.replaceAll('00000001', '00000099'));
    const store = await openStore(folder);
    const { records, damaged } = await store.stats();
    expect({ records, damaged }).toEqual({ records: 60, damaged: [] });
    expect(await messagesOf(store, '*')).toHaveLength(60);
  });
});
