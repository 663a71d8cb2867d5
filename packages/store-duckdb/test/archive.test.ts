import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseQuery } from '@tailrace/query';
import type { RestoreProgress } from '@tailrace/store';
import { describe, expect, it } from 'vitest';
import { folderObjects } from '../src/index.ts';
import { archived, DAY, HOUR, original, parquetOf } from './archived-folder.ts';
import { MovedClock } from './moved-clock.ts';
import { makeFolder, makeRecords, messagesOf, openStore, rowsOf, START } from './records.ts';

const EVERYTHING = { filter: { type: 'everything' }, pipes: [] } as const;

describe('a store with an archive', () => {
  it('has moved its old segments there, keeps their indexes, and counts them all [E5]', async () => {
    const { folder, archive, open } = await archived();
    const store = await open();
    const { records, segments, archived: away, oldest } = await store.stats();
    expect({ records, segments, away, oldest }).toMatchObject({
      records: 140,
      segments: 3,
      away: { records: 120, segments: 3 },
      oldest: START,
    });
    expect((await readdir(join(folder, 'seg'), { recursive: true })).filter((name) => name.includes('.'))).toEqual([]);
    expect(await readdir(join(archive, 'segments', '2026-11-01'))).toEqual(['00000001.idx', '00000001.parquet']);
    expect((await store.verify()).problems).toEqual([]);
  });

  it('fetches the days that a question needs, once, and says so', async () => {
    const { open, parquets } = await archived();
    const store = await open();
    const { filter, pipes } = parseQuery('* | count by service');
    const range = { from: START + DAY, to: START + 2 * DAY };
    const told: RestoreProgress[] = [];
    const [one, two] = await Promise.all([
      store.query({ filter, pipes, ...range }, { onRestore: (progress) => told.push(progress) }),
      store.query({ filter, pipes, ...range }),
    ]);
    for (const answer of [one, two]) expect(answer).toMatchObject({ kind: 'table', rows: [['s1', 40]] });
    expect(parquets()).toBe(1);
    expect(one.notes[0]).toMatch(/^1 archived segments of 2026-11-02 were read/);
    expect(told).toMatchObject([{ segments: 1, totalSegments: 1 }]);
    expect(await rowsOf(store, '* | count by service')).toEqual([
      ['s0', 40],
      ['s1', 40],
      ['s2', 40],
      ['s3', 20],
    ]);
    expect(parquets()).toBe(3);
  });

  it('fetches nothing where the newest records are here, and goes back as far as a page needs', async () => {
    const { open, parquets } = await archived();
    const store = await open();
    const page = await store.query({ ...EVERYTHING, limit: 20 });
    expect(page).toMatchObject({ kind: 'records', truncated: true });
    // One record more tells whether there is a next page.
    expect(parquets()).toBe(2);
    const here = await store.query({ ...EVERYTHING, limit: 10 });
    expect(here.notes).toEqual([]);
    expect(parquets()).toBe(2);
    const messages = await messagesOf(store, '*');
    expect(messages).toHaveLength(140);
    const oldest = await store.query({ ...EVERYTHING, order: 'oldest', limit: 3 });
    expect(oldest.kind === 'records' && oldest.records.map(({ id }) => id)).toEqual(['d0-0', 'd0-1', 'd0-2']);
  });

  it('fetches only the day whose bloom filter may have an id, and none for a word that is nowhere', async () => {
    const { open, parquets } = await archived();
    const store = await open();
    expect((await store.get('d1-17'))?.service).toBe('s1');
    expect(parquets()).toBe(1);
    expect(await messagesOf(store, 'nowhere-to-be-found')).toEqual([]);
    expect(parquets()).toBe(1);
    const around = await store.context('d1-0', { before: 2, after: 1 });
    expect(around?.map(({ id }) => id)).toEqual(['d0-38', 'd0-39', 'd1-0', 'd1-1']);
  });

  it('refuses a question that needs more than may be here, before anything is fetched', async () => {
    const { open, parquets } = await archived({}, 6000);
    const store = await open();
    await expect(rowsOf(store, '* | count')).rejects.toMatchObject({
      code: 'TAILRACE_QUERY_LIMIT',
      message: expect.stringMatching(/3 segments of 2026-11-01 to 2026-11-03.*narrow the time/) as string,
    });
    expect(parquets()).toBe(0);
    const { filter, pipes } = parseQuery('* | count');
    for (let day = 0; day < 3; day += 1) {
      const range = { from: START + day * DAY, to: START + (day + 1) * DAY };
      expect(await store.query({ filter, pipes, ...range })).toMatchObject({ rows: [[40]] });
    }
  });

  it('stays within the bytes of its cache, which is gone when it closes', async () => {
    const { folder, open } = await archived({}, 6000);
    const store = await open();
    for (const id of ['d0-1', 'd1-1', 'd2-1', 'd0-2']) expect((await store.get(id))?.id).toBe(id);
    expect(await readdir(join(folder, 'fetched'))).toHaveLength(1);
    await store.close();
    expect(await readdir(folder)).not.toContain('fetched');
  });

  it('knows the ids of archived records, so that none is stored twice', async () => {
    const { open } = await archived();
    const store = await open();
    const [fresh, again] = makeRecords(2);
    if (!fresh || !again) throw new Error('There are two.');
    expect(await store.append([fresh, { ...again, id: 'd1-5' }])).toMatchObject({ accepted: 1, duplicates: 1 });
  });

  it('knows them also where they are more than may be here at once, which ends no append', async () => {
    const { open } = await archived({}, (await stat(parquetOf(join(original.path, 'archive'), 0))).size + 200);
    const store = await open();
    const again = [0, 1, 2].flatMap((day) =>
      makeRecords(1, START + day * DAY).map((record) => ({ ...record, id: `d${day}-0` })),
    );
    expect(await store.append(again)).toMatchObject({ accepted: 0, duplicates: 3 });
  });

  it('says that the archive is away in place of an answer without its days, and recovers', async () => {
    const { state, open } = await archived();
    const store = await open();
    state.down = true;
    await expect(rowsOf(store, '* | count')).rejects.toThrow('away');
    expect(await store.query({ ...EVERYTHING, limit: 10 })).toMatchObject({ kind: 'records' });
    state.down = false;
    expect(await rowsOf(store, '* | count')).toEqual([[140]]);
  });

  it('names what is missing or damaged in the archive, and serves the rest', async () => {
    const { archive, open } = await archived();
    const store = await open();
    // Behind this the start has looked at the archive, which was whole then.
    await store.archive();
    await rm(parquetOf(archive, 0));
    const bytes = await readFile(parquetOf(archive, 1));
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    await writeFile(parquetOf(archive, 1), bytes);
    const { filter, pipes } = parseQuery('* | count');
    const answer = await store.query({ filter, pipes });
    expect(answer).toMatchObject({ rows: [[60]] });
    expect(answer.notes.at(-1)).toMatch(
      /^2 segments of 2026-11-01 to 2026-11-02 with 80 records are missing or damaged/,
    );
    const { records, damaged } = await store.stats();
    expect(records).toBe(60);
    expect(damaged.map(({ reason, records: lost }) => `${reason} ${lost}`).sort()).toEqual([
      'It is damaged in the archive. 40',
      'It is missing in the archive. 40',
    ]);
  });
});

describe('an archive that is not this store’s alone', () => {
  it('is left alone where an object of the same name is there', async () => {
    const [folder, archive] = [await makeFolder(), await makeFolder()];
    await folderObjects(archive).put('segments/2026-11-01/00000001.parquet', Buffer.from('another'));
    const clock = new MovedClock();
    const store = await openStore(folder, { clock, archive: { to: archive, olderThanMillis: HOUR } });
    await store.append(makeRecords(10));
    await store.compact();
    clock.passedMillis += 2 * HOUR;
    await expect(store.archive()).rejects.toThrow('another object is there');
    expect(await messagesOf(store, '*')).toHaveLength(10);
  });
});
