import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DuckdbStoreOptions, folderObjects, restoreBackup } from '../src/index.ts';
import { MovedClock } from './moved-clock.ts';
import { makeFolder, makeRecords, messagesOf, openStore, START } from './records.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MIB = 1024 * 1024;

let disk = '';

/** A disk of 12 MiB in memory; only root may make one. */
function mountSmallDisk(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let isMounted = false;

beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), 'tailrace-disk-'));
  isMounted = mountSmallDisk();
});

afterAll(async () => {
  if (isMounted) execFileSync('umount', ['-l', disk]);
  await rm(disk, { recursive: true, force: true });
});

beforeEach(async ({ skip }) => {
  skip(!isMounted, 'no disk can be mounted here: that takes root on Linux');
  for (const name of await readdir(disk)) await rm(join(disk, name), { recursive: true });
});

/** Fills the disk, but for some bytes. */
async function fill(butBytes = 0): Promise<void> {
  const { bsize, bavail } = await statfs(disk);
  const bytes = Math.max(0, bsize * bavail - butBytes);
  await writeFile(join(disk, 'filler'), Buffer.alloc(bytes));
}

const makeRoom = () => rm(join(disk, 'filler'));

/** Two segments of 200 records and 100 records in a write-ahead file, on the small disk. */
async function filled(options: Partial<DuckdbStoreOptions> = {}) {
  const clock = new MovedClock();
  const folder = join(disk, 'data');
  const open = () => openStore(folder, { retention: 'all forever', clock, ...options });
  const store = await open();
  for (let hour = 0; hour < 2; hour += 1) {
    await store.append(makeRecords(200, START + hour * HOUR));
    await store.compact();
  }
  await store.append(makeRecords(100, START + 3 * HOUR));
  return { folder, clock, open, store };
}

describe('a full disk', () => {
  it('ends a compaction and loses nothing by it: with room again the segment is made [A6]', async () => {
    const { folder, store, open } = await filled();
    await fill();
    await store.compact();
    expect(await messagesOf(store, '*')).toHaveLength(500);
    expect((await store.stats()).segments).toBe(2);
    await makeRoom();
    // Sealed, and too small to be a segment by itself: it waits in front of what failed.
    const before = (await readdir(join(folder, 'hot'))).length;
    await store.append(makeRecords(5, START + 4 * HOUR));
    await store.append(makeRecords(5, START + 5 * HOUR));
    expect((await readdir(join(folder, 'hot'))).length).toBeGreaterThan(before);
    await store.compact();
    expect(await messagesOf(store, '*')).toHaveLength(510);
    while ((await readdir(join(folder, 'hot'))).length > 0) await new Promise(setImmediate);
    expect((await store.verify()).problems).toEqual([]);
    await store.close();
    expect(await messagesOf(await open(), '*')).toHaveLength(510);
  });

  it('is emptied by retention, which needs room of its own only to count [A6]', async () => {
    const { store, clock } = await filled({ retention: 'errors 90d, the rest 14d' });
    await fill();
    clock.passedMillis += 15 * DAY;
    await store.retain();
    clock.passedMillis += HOUR;
    await store.retain().catch(() => undefined);
    expect(await messagesOf(store, '*')).toHaveLength(100);
    expect((await store.stats()).removed?.records).toBe(400);
  });

  it('is emptied by the bound of bytes where nothing can be thinned out', async () => {
    const { store } = await filled({
      retention: { maxBytes: 0, maxAgeMillis: 14 * DAY, keep: [{ minLevel: 'error', maxAgeMillis: 90 * DAY }] },
    });
    await store.append(makeRecords(10, START, { level: 'error', severity: 17 }));
    await store.compact();
    await fill();
    await store.retain().catch(() => undefined);
    expect((await store.stats()).records).toBe(0);
  });

  it('is emptied into the archive', async () => {
    const archive = await makeFolder();
    const { store, clock } = await filled({ archive: { to: archive, olderThanMillis: HOUR } });
    clock.passedMillis += 2 * HOUR;
    expect(await store.archive()).toMatchObject({ segments: 2, records: 400 });
    await store.compact();
    clock.passedMillis += 2 * HOUR;
    await fill();
    expect(await store.archive()).toMatchObject({ segments: 1, records: 100 });
    await makeRoom();
    expect(await messagesOf(store, '*')).toHaveLength(500);
    expect((await store.verify()).problems).toEqual([]);
  });

  it('is named where archived days have no room, which leaves nothing behind; with room they are found', async () => {
    const archive = await makeFolder();
    const { folder, store, clock } = await filled({ archive: { to: archive, olderThanMillis: HOUR } });
    clock.passedMillis += 2 * HOUR;
    await store.archive();
    while ((await readdir(join(folder, 'seg'), { recursive: true })).some((name) => name.endsWith('.idx')))
      await new Promise(setImmediate);
    await fill();
    await expect(messagesOf(store, '*')).rejects.toMatchObject({ code: 'TAILRACE_STORE_FULL' });
    expect((await readdir(join(folder, 'fetched')).catch(() => [])).length).toBe(0);
    await makeRoom();
    expect(await messagesOf(store, '*')).toHaveLength(500);
  });

  it('does not cost a whole segment whose index was lost', async () => {
    const { folder, store, open } = await filled();
    await store.close();
    const [day = ''] = await readdir(join(folder, 'seg'));
    await rm(join(folder, 'seg', day, '00000001.idx'));
    await rm(join(folder, 'catalog.json'));
    await fill();
    const again = await open();
    expect((await again.stats()).damaged).toEqual([]);
    expect(await messagesOf(again, '*')).toHaveLength(500);
    await again.close();
    await makeRoom();
    expect(await messagesOf(await open(), '*')).toHaveLength(500);
  });

  it('ends a backup and leaves the one before it; with room the next one is whole', async () => {
    const { store } = await filled();
    await rm(join(disk, 'backup'), { recursive: true, force: true });
    await store.backup(join(disk, 'backup'));
    await store.append(makeRecords(300, START + 5 * HOUR));
    await fill(4096);
    await expect(store.backup(join(disk, 'backup'))).rejects.toMatchObject({
      code: 'TAILRACE_ARCHIVE_FAILED',
      message: expect.stringContaining('full') as string,
    });
    await makeRoom();
    const before = await makeFolder();
    expect(await restoreBackup(join(disk, 'backup'), before)).toMatchObject({ ok: true, records: 500 });
    expect(await store.backup(join(disk, 'backup'))).toMatchObject({ ok: true, records: 800 });
  });

  it('ends a restore, which goes on where it was once there is room', async () => {
    const { store } = await filled();
    const backup = folderObjects(await makeFolder());
    await store.backup(backup);
    await store.close();
    await rm(join(disk, 'data'), { recursive: true });
    await mkdir(join(disk, 'again'));
    await fill(20 * 1024);
    await expect(restoreBackup(backup, join(disk, 'again'))).rejects.toMatchObject({
      code: 'TAILRACE_STORE_FULL',
      message: expect.stringContaining('run it again') as string,
    });
    await makeRoom();
    expect(await restoreBackup(backup, join(disk, 'again'))).toMatchObject({ ok: true, records: 500 });
    expect(await messagesOf(await openStore(join(disk, 'again')), '*')).toHaveLength(500);
  });

  it('takes records again once there is room, each once', async () => {
    const { store } = await filled();
    await fill();
    const records = makeRecords(3000, START + 6 * HOUR, { attributes: { text: 'x'.repeat(500) } });
    await expect(store.append(records)).rejects.toMatchObject({ code: 'TAILRACE_STORE_FULL' });
    await makeRoom();
    expect(await store.append(records)).toMatchObject({ accepted: 3000, duplicates: 0 });
    expect(await messagesOf(store, '*')).toHaveLength(3500);
    expect((await statfs(disk)).bsize * (await statfs(disk)).bavail).toBeGreaterThan(MIB);
  });
});
