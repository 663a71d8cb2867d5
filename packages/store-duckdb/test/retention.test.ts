import { cp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LogRecord } from '@tailrace/core';
import { recordedDiagnostics } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { type DuckdbStore, type DuckdbStoreOptions, openStoreForReading } from '../src/index.ts';
import { MovedClock } from './moved-clock.ts';
import { makeFolder, makeRecords, messagesOf, openStore, START } from './records.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WORDS = 'keep errors 90d, audits forever, the rest 14d';
const FOR_EVER = 'all forever';

/** A tenth errors, a tenth of the level AUDIT, a tenth of the kind audit; the others INFO. */
function mixed(count: number, from = START): LogRecord[] {
  return makeRecords(count, from).map((record, index) => {
    if (index % 10 === 3) return { ...record, level: 'fatal', severity: 21, message: `error ${index}` };
    if (index % 10 === 5) return { ...record, level: 'audit', severity: 12, message: `audit ${index}` };
    if (index % 10 === 7) return { ...record, kind: 'audit', message: `audit ${index}` };
    return { ...record, attributes: { n: index, ok: true } };
  });
}

/** A store whose clock can be moved on; each move is long enough to be believed. */
async function openMoving(folder: string, options: Partial<DuckdbStoreOptions> = {}) {
  const clock = new MovedClock();
  const { diagnostics, events } = recordedDiagnostics();
  const store = await openStore(folder, { retention: WORDS, clock, diagnostics, ...options });
  const pass = async (millis: number) => {
    clock.passedMillis += millis;
    await store.retain();
    clock.passedMillis += HOUR;
    return store.retain();
  };
  return { store, clock, events, pass };
}

async function parquets(folder: string): Promise<string[]> {
  return (await readdir(join(folder, 'seg', '2026-11-01'))).filter((name) => name.endsWith('.parquet')).sort();
}

async function filled(store: DuckdbStore): Promise<void> {
  await store.append(mixed(100));
  await store.compact();
}

describe('retention by level', () => {
  it('leaves of a segment what a rule keeps longer, then less, and then deletes it [A6]', async () => {
    const folder = await makeFolder();
    const { store, events, pass } = await openMoving(folder, { retention: 'errors 90d, audits 200d, the rest 14d' });
    await filled(store);
    expect(await pass(13 * DAY)).toMatchObject({ records: 0 });
    expect(await pass(2 * DAY)).toMatchObject({ segments: 0, rewritten: 1, records: 70 });
    expect(await parquets(folder)).toContain('00000001.1.parquet');
    expect(await messagesOf(store, '*')).toHaveLength(30);
    expect(await messagesOf(store, 'level>=error')).toHaveLength(10);
    expect(await messagesOf(store, 'error 43')).toEqual(['error 43']);
    expect(await pass(DAY)).toMatchObject({ rewritten: 0, records: 0 });
    expect(await pass(80 * DAY)).toMatchObject({ rewritten: 1, records: 10 });
    expect(await messagesOf(store, '*')).toHaveLength(20);
    expect((await store.stats()).removed).toMatchObject({ records: 80, segments: 0 });
    expect(await pass(120 * DAY)).toMatchObject({ segments: 1, records: 20 });
    const { records, removed, damaged } = await store.stats();
    expect({ records, damaged, removed: removed?.records }).toEqual({ records: 0, damaged: [], removed: 100 });
    const told = events.filter(({ name, records: count }) => name === 'store.expired' && count !== 0);
    expect(told.reduce((sum, { records: count = 0 }) => sum + count, 0)).toBe(100);
  });

  it('keeps what stays as it was, whole and found by its id, for readers beside it too', async () => {
    const folder = await makeFolder();
    const { store, pass } = await openMoving(folder, { retention: 'keep info forever, the rest 14d' });
    const records = mixed(50);
    await store.append(records);
    await store.compact();
    const before = await store.get(records[1]?.id ?? '');
    await pass(15 * DAY);
    expect(await store.get(records[1]?.id ?? '')).toEqual(before);
    expect(await store.get(records[3]?.id ?? '')).toBeUndefined();
    expect((await store.verify()).problems).toEqual([]);
    const reader = await openStoreForReading({ directory: folder });
    try {
      expect(await messagesOf(reader, 'n>=40')).toHaveLength(7);
      expect((await reader.stats()).removed?.records).toBe(10);
    } finally {
      await reader.close();
    }
    await store.close();
    const again = await openStore(folder, { retention: FOR_EVER });
    expect(await again.append(records)).toMatchObject({ accepted: 10, duplicates: 40 });
  });

  it('looks once at a segment in which everything stays', async () => {
    const folder = await makeFolder();
    const { store, pass } = await openMoving(folder);
    await store.append(makeRecords(20, START, { level: 'error', severity: 17 }));
    await store.compact();
    expect(await pass(20 * DAY)).toMatchObject({ rewritten: 0, records: 0 });
    expect(await parquets(folder)).toEqual(['00000001.parquet']);
  });
});

describe('retention by bytes', () => {
  it('takes the rest first, the oldest first, and then whole segments', async () => {
    const folder = await makeFolder();
    const first = await openStore(folder, { retention: FOR_EVER });
    for (let hour = 0; hour < 3; hour += 1) {
      await first.append(mixed(2000, START + hour * HOUR));
      await first.compact();
    }
    const { bytes } = await first.stats();
    await first.close();
    const policy = {
      maxAgeMillis: 14 * DAY,
      maxBytes: bytes - 1,
      keep: [{ minLevel: 'error', maxAgeMillis: 90 * DAY }],
    };
    const store = await openStore(folder, { retention: policy });
    expect(await store.retain()).toMatchObject({ rewritten: 1, records: 1800 });
    expect((await store.stats()).records).toBe(4200);
    await store.close();
    const small = await openStore(folder, { retention: { ...policy, maxBytes: 0 } });
    await small.retain();
    expect((await small.stats()).records).toBe(0);
    expect((await small.stats()).removed).toMatchObject({ records: 6000, segments: 3 });
  });
});

describe('a crash while retention writes a segment anew', () => {
  /** The folder as a crash leaves it after the new segment has its names, and before the old one goes. */
  async function crashed(): Promise<string> {
    const folder = await makeFolder();
    const { store, pass } = await openMoving(folder, { unlinkGraceMillis: 60_000 });
    await filled(store);
    await pass(15 * DAY);
    const copy = await makeFolder();
    await cp(folder, copy, { recursive: true, filter: (path) => !path.includes('lock-') });
    expect(await parquets(copy)).toEqual(['00000001.1.parquet', '00000001.parquet']);
    return copy;
  }

  it('behind its new names leaves the new one, and counts what is gone once', async () => {
    const folder = await crashed();
    const store = await openStore(folder, { retention: FOR_EVER });
    const { records, removed, damaged } = await store.stats();
    expect({ records, removed: removed?.records, damaged }).toEqual({ records: 30, removed: 70, damaged: [] });
    expect(await parquets(folder)).toEqual(['00000001.1.parquet']);
    await store.close();
    const again = await openStore(folder, { retention: FOR_EVER });
    expect((await again.stats()).removed?.records).toBe(70);
  });

  it.each(['index only', 'torn'])('before them leaves the old one, and counts nothing: %s', async (state) => {
    const folder = await crashed();
    const anew = join(folder, 'seg', '2026-11-01', '00000001.1.parquet');
    if (state === 'torn') await truncate(anew, 500);
    else await rm(anew);
    const store = await openStore(folder, { retention: FOR_EVER });
    const { records, removed } = await store.stats();
    expect({ records, removed: removed?.records }).toEqual({ records: 100, removed: 0 });
    expect(await messagesOf(store, '*')).toHaveLength(100);
    expect(await parquets(folder)).toEqual(['00000001.parquet']);
  });

  it('begins the books anew where they are damaged', async () => {
    const folder = await crashed();
    await writeFile(join(folder, 'books.json'), '{"version":1,');
    const store = await openStore(folder, { retention: FOR_EVER });
    expect((await store.stats()).removed).toEqual({ records: 0, segments: 0, bytes: 0 });
  });
});

describe('a clock that jumps', () => {
  it('ahead by years deletes nothing until that has lasted for an hour, and says so', async () => {
    const { store, clock, events } = await openMoving(await makeFolder());
    await filled(store);
    clock.aheadMillis = 1000 * DAY;
    for (let round = 0; round < 3; round += 1) expect(await store.retain()).toMatchObject({ records: 0 });
    expect(events.filter(({ name }) => name === 'store.expired')).toHaveLength(1);
    clock.passedMillis += HOUR / 2;
    clock.aheadMillis = 0;
    expect(await store.retain()).toMatchObject({ records: 0 });
    clock.passedMillis += HOUR;
    expect(await store.retain()).toMatchObject({ records: 0 });
    clock.aheadMillis = 1000 * DAY;
    await store.retain();
    clock.passedMillis += HOUR;
    expect(await store.retain()).toMatchObject({ records: 90 - 10 });
  });

  it('back deletes nothing, and what was stored while it was ahead goes in its turn', async () => {
    const folder = await makeFolder();
    const first = await openStore(folder);
    await first.append(makeRecords(10));
    await first.close();
    const [hot = ''] = await readdir(join(folder, 'hot'));
    const ahead = new Date(Date.now() + 3000 * DAY);
    await utimes(join(folder, 'hot', hot), ahead, ahead);
    const { store, clock, pass } = await openMoving(folder);
    await store.compact();
    await store.append(makeRecords(5, START + HOUR));
    await store.compact();
    clock.aheadMillis = -1000 * DAY;
    expect(await store.retain()).toMatchObject({ records: 0 });
    clock.aheadMillis = 0;
    expect(await pass(13 * DAY)).toMatchObject({ records: 0 });
    expect(await pass(2 * DAY)).toMatchObject({ segments: 2, records: 15 });
  });
});

describe('the books of retention', () => {
  it('do not count a segment that a crash left in its place', async () => {
    const folder = await makeFolder();
    const first = await openStore(folder, { retention: FOR_EVER });
    await filled(first);
    await first.close();
    const file = 'seg/2026-11-01/00000001.parquet';
    const books = JSON.parse(await readFile(join(folder, 'books.json'), 'utf8')) as object;
    const leaving = [
      { file, records: 100, segments: 1, bytes: 9 },
      { file: 'seg/2026-11-01/00000000.parquet', records: 7, segments: 1, bytes: 2 },
    ];
    await writeFile(join(folder, 'books.json'), JSON.stringify({ ...books, leaving }));
    const store = await openStore(folder, { retention: FOR_EVER });
    expect((await store.stats()).removed).toEqual({ records: 7, segments: 1, bytes: 2 });
  });
});

describe('a round of retention in which something fails', () => {
  it('goes on with everything else: a rotten segment is named, the others are thinned out', async () => {
    const folder = await makeFolder();
    const { store, clock } = await openMoving(folder);
    await filled(store);
    await store.append(mixed(100, START + HOUR));
    await store.compact();
    const [first = ''] = await parquets(folder);
    const path = join(folder, 'seg', '2026-11-01', first);
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0, 4, bytes.length - 8));
    clock.passedMillis += 15 * DAY;
    await store.retain();
    clock.passedMillis += HOUR;
    expect(await store.retain()).toMatchObject({ rewritten: 1, records: 70 });
    const { records, damaged, removed } = await store.stats();
    expect({ records, damaged: damaged?.length, removed: removed?.records }).toEqual({
      records: 30,
      damaged: 1,
      removed: 70,
    });
  });
});
