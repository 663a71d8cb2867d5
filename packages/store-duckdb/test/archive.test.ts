import { cp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseQuery } from '@tailrace/query';
import type { RestoreProgress } from '@tailrace/store';
import { describe, expect, it } from 'vitest';
import { type DuckdbStoreOptions, folderObjects, type ObjectStore, openStoreForReading } from '../src/index.ts';
import { filledOnce, openToFill } from './filled-folder.ts';
import { MovedClock } from './moved-clock.ts';
import { makeFolder, makeRecords, messagesOf, openStore, rowsOf, START } from './records.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EVERYTHING = { filter: { type: 'everything' }, pipes: [] } as const;

/** Three days of 40 records each in the archive, and 20 of the day after them in the store. */
const original = filledOnce(async (path) => {
  const clock = new MovedClock();
  const store = await openToFill({
    directory: join(path, 'store'),
    retention: 'all forever',
    clock,
    archive: { to: join(path, 'archive'), olderThanMillis: HOUR },
  });
  for (let day = 0; day < 3; day += 1) {
    await store.append(
      makeRecords(40, START + day * DAY, { service: `s${day}` }).map((record, index) => ({
        ...record,
        id: `d${day}-${index}`,
      })),
    );
    await store.compact();
  }
  clock.passedMillis += 2 * HOUR;
  await store.archive();
  await store.append(makeRecords(20, START + 3 * DAY, { service: 's3' }));
  await store.close();
});

/** An object store that counts what is read, and may be told to fail. */
function counting(objects: ObjectStore) {
  const state = { gets: [] as string[], down: false };
  const failing = () => {
    if (state.down) throw new Error('The archive is away.');
  };
  const counted: ObjectStore = {
    name: objects.name,
    put: async (key, bytes) => (failing(), objects.put(key, bytes)),
    get: async (key) => {
      failing();
      state.gets.push(key);
      return objects.get(key);
    },
    async *list(prefix) {
      failing();
      yield* objects.list(prefix);
    },
    delete: async (key) => (failing(), objects.delete(key)),
  };
  const parquets = () => state.gets.filter((key) => key.endsWith('.parquet')).length;
  return { state, counted, parquets };
}

async function archived(options: Partial<DuckdbStoreOptions> = {}, cacheBytes?: number) {
  const copy = await original.copy();
  const [folder, archive] = [join(copy, 'store'), join(copy, 'archive')];
  const { state, counted, parquets } = counting(folderObjects(archive));
  const open = (more: Partial<DuckdbStoreOptions> = {}) =>
    openStore(folder, {
      retention: 'all forever',
      archive: { to: counted, ...(cacheBytes !== undefined && { cacheBytes }) },
      ...options,
      ...more,
    });
  return { folder, archive, state, parquets, open };
}

const parquetOf = (archive: string, day: number) =>
  join(archive, 'segments', `2026-11-0${day + 1}`, `0000000${day + 1}.parquet`);

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

describe('a start with an archive', () => {
  it('has the indexes again that were lost here, and goes on with the next number', async () => {
    const { folder, open } = await archived();
    for (const day of ['2026-11-01', '2026-11-03']) await rm(join(folder, 'archived', day), { recursive: true });
    const store = await open();
    while ((await store.stats()).records < 140) await new Promise(setImmediate);
    expect(await messagesOf(store, '*')).toHaveLength(140);
    await store.compact();
    expect((await store.stats()).records).toBe(140);
  });

  it('writes nothing into its folder any more once it is closed, also while the archive was looked at', async () => {
    const { folder, archive } = await archived();
    const objects = folderObjects(archive);
    let goOn: () => void = () => undefined;
    let isAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const slow: ObjectStore = {
      name: objects.name,
      put: (key, bytes) => objects.put(key, bytes),
      get: async (key) => {
        isAsked();
        await new Promise<void>((resolve) => (goOn = resolve));
        return objects.get(key);
      },
      list: (prefix) => objects.list(prefix),
      delete: (key) => objects.delete(key),
    };
    const store = await openStore(folder, { retention: 'all forever', archive: { to: slow } });
    await asked;
    const closed = store.close();
    let isClosed = false;
    void closed.then(() => (isClosed = true));
    for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
    expect(isClosed).toBe(false);
    goOn();
    await closed;
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp') || name.startsWith('lock-'))).toEqual([]);
  });

  it('takes an archive over only where it is told that the folder was lost', async () => {
    const { archive } = await archived();
    const empty = await makeFolder();
    const clock = new MovedClock();
    const stranger = await openStore(empty, { clock, archive: { to: archive, olderThanMillis: HOUR } });
    await stranger.append(makeRecords(5));
    await stranger.compact();
    clock.passedMillis += 2 * HOUR;
    await expect(stranger.archive()).rejects.toThrow('the archive of another store');
    expect((await stranger.stats()).records).toBe(5);
    await stranger.close();
    const heir = await openStore(await makeFolder(), { archive: { to: archive, adopt: true } });
    while ((await heir.stats()).records < 120) await new Promise(setImmediate);
    await heir.append(makeRecords(1, START + 5 * DAY));
    expect(await messagesOf(heir, '*')).toHaveLength(121);
  });

  it.each(['before', 'behind'])('after a crash %s the segment was deleted here has each record once', async (when) => {
    const { folder, archive, open } = await archived();
    const day = join(folder, 'seg', '2026-11-01');
    await cp(join(archive, 'segments', '2026-11-01'), day, { recursive: true });
    if (when === 'behind') await rm(join(day, '00000001.parquet'));
    const store = await open();
    const { records, damaged, archived: away } = await store.stats();
    expect({ records, damaged, away: away?.segments }).toEqual({
      records: 140,
      damaged: [],
      away: when === 'behind' ? 3 : 2,
    });
    expect(await messagesOf(store, '*')).toHaveLength(140);
  });
});

describe('retention of what is archived', () => {
  it('thins it out and deletes it in the archive too, and counts it', async () => {
    const clock = new MovedClock();
    const { archive, open } = await archived({ clock, retention: 'kind:keep 90d, the rest 14d' });
    const store = await open();
    await store.append(makeRecords(4, START + 4 * DAY, { kind: 'keep' }));
    await store.append(makeRecords(6, START + 4 * DAY));
    await store.compact();
    const pass = async (millis: number) => {
      clock.passedMillis += millis;
      await store.retain();
      clock.passedMillis += HOUR;
      return store.retain();
    };
    await pass(8 * DAY);
    expect(await store.archive()).toMatchObject({ segments: 1, records: 30 });
    expect(await pass(7 * DAY)).toMatchObject({ segments: 3, rewritten: 1, records: 146 });
    expect(await store.archive()).toMatchObject({ segments: 1, records: 4 });
    const { records, removed } = await store.stats();
    expect({ records, removed: removed?.records }).toEqual({ records: 4, removed: 146 });
    const left = (await readdir(join(archive, 'segments'), { recursive: true })).filter((name) => name.includes('.'));
    expect(left.map((name) => name.slice(name.indexOf('/') + 1)).sort()).toEqual([
      '00000004-00000005.1.idx',
      '00000004-00000005.1.parquet',
    ]);
    expect(await messagesOf(store, 'kind:keep')).toHaveLength(4);
    expect(await pass(90 * DAY)).toMatchObject({ segments: 1, records: 4 });
    expect((await store.stats()).records).toBe(0);
  });

  it('has each record once where both are asked for in the same moment', async () => {
    const [folder, archive] = [await makeFolder(), await makeFolder()];
    const clock = new MovedClock();
    const retention = 'kind:keep 90d, the rest 14d';
    const store = await openStore(folder, { clock, retention, archive: { to: archive, olderThanMillis: HOUR } });
    for (let hour = 0; hour < 3; hour += 1) {
      await store.append([...makeRecords(5, START + hour * HOUR, { kind: 'keep' }), ...makeRecords(5, START)]);
      await store.compact();
    }
    clock.passedMillis += 15 * DAY;
    await store.retain();
    clock.passedMillis += HOUR;
    await Promise.all([store.retain(), store.archive(), store.retain(), store.archive()]);
    expect(await messagesOf(store, '*')).toHaveLength(15);
    await store.close();
    const again = await openStore(folder, { clock, retention, archive: { to: archive, olderThanMillis: HOUR } });
    expect(await messagesOf(again, '*')).toHaveLength(15);
    expect((await again.stats()).damaged).toEqual([]);
  });

  it('archives the oldest first where there are too many bytes here, and deletes nothing', async () => {
    const [folder, archive] = [await makeFolder(), await makeFolder()];
    const store = await openStore(folder, {
      retention: { maxBytes: 1, maxAgeMillis: Infinity },
      archive: { to: archive },
    });
    await store.append(makeRecords(10));
    await store.compact();
    expect(await store.retain()).toMatchObject({ records: 0 });
    expect(await store.stats()).toMatchObject({ records: 10, archived: { segments: 1 } });
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

describe('a store opened for reading beside its archive', () => {
  it('finds the archive by the address in the folder, and leaves the folder as it is', async () => {
    const { folder, archive } = await archived();
    const moved = `${archive}-moved`;
    const file = join(folder, 'archived', 'archive.json');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(join(original.path, 'archive'), archive));
    const before = await readdir(folder, { recursive: true });
    const reader = await openStoreForReading({ directory: folder });
    try {
      expect((await reader.stats()).records).toBe(140);
      const { filter, pipes } = parseQuery('* | count');
      const range = { from: START + DAY, to: START + 2 * DAY };
      expect(await reader.query({ filter, pipes, ...range })).toMatchObject({ rows: [[40]] });
      expect(await readdir(folder, { recursive: true })).toEqual(before);
      await rename(archive, moved);
      expect((await reader.query({ filter, pipes })).notes.at(-1)).toMatch(/missing or damaged/);
    } finally {
      await reader.close();
      await rm(moved, { recursive: true, force: true });
    }
  });

  it('refuses a question that needs days whose archive it cannot reach', async () => {
    const { folder } = await archived();
    const file = join(folder, 'archived', 'archive.json');
    await writeFile(file, JSON.stringify({ id: 'x', name: 'a disk' }));
    const reader = await openStoreForReading({ directory: folder });
    try {
      await expect(rowsOf(reader, '* | count')).rejects.toMatchObject({
        code: 'TAILRACE_ARCHIVE_FAILED',
        message: expect.stringContaining('in the archive a disk') as string,
      });
    } finally {
      await reader.close();
    }
  });
});
