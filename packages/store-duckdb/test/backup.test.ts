import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderObjects, type ObjectStore, openObjects, openStoreForReading, restoreBackup } from '../src/index.ts';
import { filledStore } from './filled-folder.ts';
import { makeFolder, makeRecords, messagesOf, openStore, START } from './records.ts';

const HOUR = 3_600_000;

/** Two segments of 40 records each, and 20 records in a write-ahead file. */
const original = filledStore([40, 40], 20);

async function filled() {
  const folder = await original.copy();
  const store = await openStore(folder, { retention: 'all forever' });
  // The books are in a backup too: they change with each round.
  await store.retain();
  return { folder, store };
}

async function idsOf(folder: string): Promise<string[]> {
  const store = await openStore(folder);
  const ids: string[] = [];
  for await (const { id } of store.stream({ filter: { type: 'everything' }, pipes: [], order: 'oldest' })) ids.push(id);
  expect((await store.verify()).problems).toEqual([]);
  await store.close();
  return ids;
}

describe('a backup', () => {
  it('is restored as the store was, and copies only what is new [E5]', async () => {
    const { store } = await filled();
    const [backup, target] = [await makeFolder(), join(await makeFolder(), 'new')];
    const first = await store.backup(backup);
    expect(first).toMatchObject({ ok: true, records: 100, number: 1, problems: [] });
    expect(first.copiedFiles).toBe(first.files);
    expect(await store.backup(backup)).toMatchObject({ records: 100, number: 2, copiedFiles: 0, removedObjects: 0 });
    await store.append(makeRecords(2, START + 3 * HOUR));
    expect(await store.backup(backup)).toMatchObject({ records: 102, number: 3, copiedFiles: 1, removedObjects: 0 });
    await store.append(makeRecords(3, START + 4 * HOUR));
    const last = await store.backup(backup);
    expect(last).toMatchObject({ records: 105, number: 4, copiedFiles: 1, removedObjects: 1 });
    const progress: number[] = [];
    const restored = await restoreBackup(backup, target, { onProgress: ({ bytes }) => progress.push(bytes) });
    expect(restored).toMatchObject({ ok: true, number: 4, records: 105, problems: [] });
    expect(progress.at(-1)).toBe(last.bytes);
    expect(await idsOf(target)).toHaveLength(105);
  });

  it('holds everything acknowledged before, and nothing twice, while records come in and segments are made', async () => {
    const folder = await makeFolder();
    const store = await openStore(folder, { walRotateBytes: 20_000 });
    const backup = folderObjects(await makeFolder());
    const acknowledged: string[] = [];
    let before: string[] = [];
    const writer = { runs: true };
    const writing = (async () => {
      for (let batch = 0; writer.runs; batch += 1) {
        const records = makeRecords(50, START + batch * 60_000);
        await store.append(records);
        acknowledged.push(...records.map(({ id }) => id));
      }
    })();
    for (let round = 0; round < 4; round += 1) {
      while (acknowledged.length < (round + 1) * 500) await new Promise((resolve) => setImmediate(resolve));
      before = [...acknowledged];
      expect(await store.backup(backup)).toMatchObject({ ok: true, number: round + 1 });
    }
    writer.runs = false;
    await writing;
    const target = await makeFolder();
    expect(await restoreBackup(backup, target)).toMatchObject({ ok: true });
    const ids = await idsOf(target);
    expect(new Set(ids).size).toBe(ids.length);
    const kept = new Set(ids);
    expect(before.filter((id) => !kept.has(id))).toEqual([]);
  });

  it('is made from beside the process that writes', async () => {
    const { folder } = await filled();
    const reader = await openStoreForReading({ directory: folder });
    const backup = await makeFolder();
    try {
      expect(await reader.backup(backup)).toMatchObject({ ok: true, records: 100 });
    } finally {
      await reader.close();
    }
    const target = await makeFolder();
    await restoreBackup(backup, target);
    expect(await idsOf(target)).toHaveLength(100);
  });

  it('keeps as many as it is told, each to be restored by its number', async () => {
    const { store } = await filled();
    const backup = await makeFolder();
    for (let round = 1; round <= 3; round += 1) {
      await store.backup(backup, { keep: 2 });
      await store.append(makeRecords(1, START + (3 + round) * HOUR));
    }
    const target = await makeFolder();
    expect(await restoreBackup(backup, target, { number: 2 })).toMatchObject({ records: 101 });
    expect(await idsOf(target)).toHaveLength(101);
    await expect(restoreBackup(backup, await makeFolder(), { number: 1 })).rejects.toMatchObject({
      code: 'TAILRACE_ARCHIVE_FAILED',
    });
  });

  it('leaves the one before it whole when it fails half-way', async () => {
    const { store } = await filled();
    const backup = folderObjects(await makeFolder());
    await store.backup(backup);
    await store.append(makeRecords(7, START + 5 * HOUR));
    await store.compact();
    let puts = 0;
    const failing: ObjectStore = {
      name: backup.name,
      put: (key, bytes) => ((puts += 1) > 1 ? Promise.reject(new Error('gone')) : backup.put(key, bytes)),
      get: (key) => backup.get(key),
      list: (prefix) => backup.list(prefix),
      delete: (key) => backup.delete(key),
    };
    await expect(store.backup(failing)).rejects.toThrow('gone');
    const target = await makeFolder();
    expect(await restoreBackup(backup, target)).toMatchObject({ ok: true, number: 1, records: 100 });
    expect(await idsOf(target)).toHaveLength(100);
    expect(await store.backup(backup)).toMatchObject({ ok: true, number: 2, records: 107 });
  });

  it('removes nothing that is not of a backup, also where it is written around the store itself', async () => {
    const around = await makeFolder();
    await cp(original.path, join(around, 'data'), { recursive: true });
    await writeFile(join(around, 'data', 'notes.txt'), 'mine');
    const store = await openStore(join(around, 'data'), { retention: 'all forever' });
    await store.backup(around);
    await store.append(makeRecords(5, START + 5 * HOUR));
    expect(await store.backup(around)).toMatchObject({ ok: true, number: 2, records: 105 });
    expect(await readFile(join(around, 'data', 'notes.txt'), 'utf8')).toBe('mine');
    expect((await store.verify()).problems).toEqual([]);
    const target = await makeFolder();
    expect(await restoreBackup(around, target)).toMatchObject({ ok: true, records: 105 });
  });

  it('names a segment that has rotted, and holds the others', async () => {
    const { folder, store } = await filled();
    const day = join(folder, 'seg', '2026-11-01');
    const [name = ''] = (await readdir(day)).filter((one) => one.endsWith('.parquet')).sort();
    const bytes = await readFile(join(day, name));
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(join(day, name), bytes);
    expect(await store.backup(await makeFolder())).toMatchObject({
      ok: false,
      records: 60,
      problems: [{ file: `seg/2026-11-01/${name}` }],
    });
  });

  it('finds out where what it wrote does not come back as it was', async () => {
    const { store } = await filled();
    const backup = folderObjects(await makeFolder());
    const rotting: ObjectStore = {
      name: backup.name,
      put: (key, bytes) => backup.put(key, key.endsWith('.json') ? bytes : bytes.subarray(1)),
      get: (key) => backup.get(key),
      list: (prefix) => backup.list(prefix),
      delete: (key) => backup.delete(key),
    };
    await expect(store.backup(rotting)).rejects.toMatchObject({ code: 'TAILRACE_ARCHIVE_FAILED' });
  });
});

describe('a restore', () => {
  it('goes on after a kill -9 at any moment, and the folder cannot be opened before its end [E5]', async () => {
    const { store } = await filled();
    const [backup, target] = [await makeFolder(), await makeFolder()];
    await store.backup(backup);
    for (const files of [0, 1, 3]) {
      const child = fork(join(__dirname, 'fixtures', 'restore-until.cjs'), [backup, target, String(files)], {
        execArgv: [],
      });
      await once(child, 'message');
      child.kill('SIGKILL');
      await once(child, 'exit');
      await expect(openStore(target)).rejects.toMatchObject({ code: 'TAILRACE_STORE_FAILED' });
      await expect(openStoreForReading({ directory: target })).rejects.toMatchObject({ code: 'TAILRACE_STORE_FAILED' });
    }
    expect(await restoreBackup(backup, target)).toMatchObject({ ok: true });
    expect(await idsOf(target)).toHaveLength(100);
  });

  it('names what is missing or damaged in the backup, and restores the rest', async () => {
    const { store } = await filled();
    const [backup, target] = [await makeFolder(), await makeFolder()];
    await store.backup(backup);
    const day = join(backup, 'data', 'seg', '2026-11-01');
    const [first = '', second = ''] = (await readdir(day)).filter((name) => name.includes('.parquet')).sort();
    await rm(join(day, first));
    await writeFile(join(day, second), 'no parquet');
    const answer = await restoreBackup(backup, target);
    expect(answer.ok).toBe(false);
    expect(answer.problems.map(({ reason }) => reason.split(' ').at(-1))).toEqual(['missing.', 'damaged.']);
    const restored = await openStore(target);
    const { records, damaged } = await restored.stats();
    expect({ records, lost: damaged.map((one) => one.records) }).toEqual({ records: 20, lost: [40, 40] });
    expect(await messagesOf(restored, '*')).toHaveLength(20);
  });

  it('touches no folder that holds something else, and takes no path out of it', async () => {
    const { folder, store } = await filled();
    const backup = await makeFolder();
    await store.backup(backup);
    await expect(restoreBackup(backup, folder)).rejects.toMatchObject({ code: 'TAILRACE_STORE_LOCKED' });
    const other = await makeFolder();
    await writeFile(join(other, 'notes.txt'), 'mine');
    await expect(restoreBackup(backup, other)).rejects.toMatchObject({ code: 'TAILRACE_BAD_OPTION' });
    expect(await readdir(other)).toEqual(['notes.txt']);
    await expect(restoreBackup(await makeFolder(), await makeFolder())).rejects.toMatchObject({
      code: 'TAILRACE_ARCHIVE_FAILED',
    });
    const hostile = await makeFolder();
    await cp(backup, hostile, { recursive: true });
    const manifest = await readFile(join(hostile, 'backup-00000001.json'), 'utf8');
    await writeFile(join(hostile, 'backup-00000001.json'), manifest.replace('"books.json"', '"../out.json"'));
    await expect(restoreBackup(hostile, await makeFolder())).rejects.toThrow('no file of a store');
  });
});

describe('an address of an object store', () => {
  it.each(['', 'http://host/x', 's3:///prefix', 's3://key:secret@bucket', 's3://bucket?zone=1'])(
    'that is none is refused: %s',
    (address) => {
      expect(() => openObjects(address)).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
    },
  );

  it('keeps keys within its folder', async () => {
    const objects = folderObjects(await makeFolder());
    await expect(objects.put('../x', Buffer.from('x'))).rejects.toMatchObject({ code: 'TAILRACE_ARCHIVE_FAILED' });
    expect(await objects.put('a/b', Buffer.from('1'))).toBe('stored');
    expect(await objects.put('a/b', Buffer.from('2'))).toBe('exists');
    expect(Buffer.from((await objects.get('a/b')) ?? []).toString()).toBe('1');
  });
});
