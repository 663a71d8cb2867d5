import { lstatSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSpoolSync } from '../../src/spool/spool.ts';
import { stateDirectory } from '../../src/spool/state-directory.ts';
import { crash, entries, entry, everything, filesOf, ids, newFolder, open, range } from './spool-fixture.ts';

describe('a spool', () => {
  it('hands out in order what was appended, whole', async () => {
    const { spool } = await open(newFolder());
    const given = [
      ...entries(3),
      {
        id: 'bytes',
        timestamp: 1.5,
        severity: 24,
        route: 'index-ä',
        body: Uint8Array.of(0, 255, 0xf8, 0x54, 0xff, 0x52),
      },
      { id: 'empty', timestamp: -1, severity: 1, route: '', body: '' },
    ];
    await spool.append(given.slice(0, 2), 'process');
    await spool.append(given.slice(2), 'disk');
    const read = await spool.read(everything);
    expect(read.map(({ entry: found }) => found)).toEqual(given);
    expect(await spool.read(everything)).toEqual([]);
  });

  it('hands out no more than was asked for, but one entry at least', async () => {
    const { spool } = await open(newFolder());
    await spool.append(entries(10), 'process');
    expect(ids(await spool.read({ records: 3, bytes: 1e6 }))).toEqual(range(0, 3));
    expect(ids(await spool.read({ records: 9, bytes: 1 }))).toEqual(range(3, 4));
    expect(ids(await spool.read(everything))).toEqual(range(4, 10));
  });

  it('keeps the order of appends that run at once, and of those at exit behind them [G3]', async () => {
    const { spool } = await open(newFolder());
    const first = spool.append(entries(2, 0), 'process');
    const second = spool.append(entries(2, 2), 'disk');
    const third = spool.append(entries(2, 4), 'process');
    const last = spool.appendSync(entries(2, 6));
    const positions = [...(await first), ...(await second), ...(await third), ...last];
    expect(positions.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(ids(await spool.read(everything))).toEqual(range(0, 8));
    expect(spool.counts().pendingRecords).toBe(8);
  });

  it('takes every append, at whatever moment of the one before it comes', async () => {
    const { spool } = await open(newFolder());
    for (let ticks = 0; ticks < 12; ticks += 1) {
      const first = spool.append(entries(1, ticks * 2), 'process');
      await first;
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      await spool.append(entries(1, ticks * 2 + 1), 'process');
    }
    for (let wave = 0; wave < 20; wave += 1)
      await Promise.all([1, 2, 3].map(() => spool.append(entries(1), 'process')));
    expect(spool.counts().pendingRecords).toBe(84);
  });

  it('does not read again what was acknowledged, in whatever order, after a crash either [G2]', async () => {
    const folder = newFolder();
    const { spool } = await open(folder, { segmentBytes: 512 });
    for (let n = 0; n < 40; n += 4) await spool.append(entries(4, n), 'process');
    const read = await spool.read(everything);
    const odd = read.filter((_, index) => index % 2 === 1 || index < 12);
    spool.acknowledge(odd.map(({ position }) => position).toReversed());
    spool.acknowledge(odd.map(({ position }) => position));
    expect(spool.counts().pendingRecords).toBe(14);
    await spool.close();
    const next = await open(folder);
    expect(next.spool.counts()).toMatchObject({ adopted: 14, pendingRecords: 14 });
    expect(ids(await next.spool.read(everything))).toEqual(range(12, 40).filter((_, index) => index % 2 === 0));
  });

  it('takes over what a process left that was killed, unacknowledged and in order, before its own', async () => {
    const folder = newFolder();
    const { spool } = await open(folder, { segmentBytes: 512 });
    for (let n = 0; n < 20; n += 1) await spool.append([entry(n)], 'process');
    const copy = crash(folder);
    const next = openSpoolSync({ directory: copy, name: 'test', destination: 'here' });
    await next.append(entries(2, 20), 'process');
    expect(ids(await next.read(everything))).toEqual(range(0, 22));
    expect(next.counts()).toMatchObject({ adopted: 20, pendingRecords: 22, damaged: 0 });
    await next.close();
    const { spool: third } = await open(copy);
    expect(ids(await third.read(everything))).toEqual(range(0, 22));
  });

  it('leaves alone what another name or destination left', async () => {
    const folder = newFolder();
    const { spool } = await open(folder);
    await spool.append(entries(2), 'process');
    await spool.close();
    expect((await open(folder, { destination: 'there' })).spool.counts().adopted).toBe(0);
    expect((await open(folder, { name: 'other' })).spool.counts().adopted).toBe(0);
    expect((await open(folder)).spool.counts().adopted).toBe(2);
  });

  it('deletes segments when all of them is done, and its folder when nothing is left', async () => {
    const folder = newFolder();
    const { spool } = await open(folder, { segmentBytes: 512 });
    for (let n = 0; n < 40; n += 4) await spool.append(entries(4, n), 'process');
    expect(filesOf(folder, '.seg').length).toBeGreaterThan(3);
    spool.acknowledge((await spool.read(everything)).map(({ position }) => position));
    await spool.close();
    expect(filesOf(folder, '').filter((path) => !/spool(\/test-[0-9a-f]{16})?$/.test(path))).toEqual([]);
  });

  it('makes files and folders for their owner alone, and none before there is something to keep', async () => {
    const folder = newFolder();
    const { spool } = await open(folder);
    expect(filesOf(folder, '')).toEqual([]);
    await spool.append(entries(1), 'disk');
    const paths = filesOf(folder, '');
    expect(paths.length).toBeGreaterThan(3);
    for (const path of paths)
      expect([path, lstatSync(path).mode & (path.endsWith('owner') ? 0 : 0o077)]).toEqual([path, 0]);
  });

  it('writes no word of the destination, which may hold secrets', async () => {
    const folder = newFolder();
    const { spool } = await open(folder, { destination: 'https://user:hunter2@example.org' });
    await spool.append(entries(1), 'process');
    for (const path of filesOf(folder, '')) {
      expect(path).not.toContain('hunter2');
      if (lstatSync(path).isFile()) expect(readFileSync(path, 'latin1')).not.toContain('hunter2');
    }
  });

  it('goes on in a new folder as soon as its own was deleted', async () => {
    const folder = newFolder();
    const { spool } = await open(folder);
    await spool.append(entries(20), 'process');
    rmSync(join(folder, 'spool'), { recursive: true });
    await spool.append(entries(2, 20), 'process');
    spool.appendSync(entries(2, 22));
    // What was written after it is on the disk, and the next run finds it.
    const left = await open(crash(folder));
    expect(ids(await left.spool.read(everything))).toEqual(range(20, 24));
    expect(ids(await spool.read(everything))).toEqual(range(20, 24));
    expect(spool.counts()).toMatchObject({ damaged: 20, pendingRecords: 4 });
  });

  it('begins a new segment when somebody deleted the one it writes', async () => {
    const folder = newFolder();
    const { spool } = await open(folder);
    await spool.append(entries(3), 'process');
    for (const path of filesOf(folder, '.seg')) rmSync(path);
    spool.appendSync(entries(2, 3));
    expect(ids(await spool.read(everything))).toEqual(range(3, 5));
    expect(spool.counts()).toMatchObject({ damaged: 3, pendingRecords: 2 });
  });

  it('refuses appends once it is closed, and closes twice without harm', async () => {
    const { spool } = await open(newFolder());
    await spool.close();
    await spool.close();
    await expect(spool.append(entries(1), 'process')).rejects.toMatchObject({ code: 'TAILRACE_SPOOL_CLOSED' });
    expect(() => spool.appendSync(entries(1))).toThrow(expect.objectContaining({ code: 'TAILRACE_SPOOL_CLOSED' }));
    expect(await spool.read(everything)).toEqual([]);
  });

  it('gives everything to the next run when it is closed at exit', async () => {
    const folder = newFolder();
    const { spool } = await open(folder, { segmentBytes: 512 });
    const [first] = await spool.append(entries(30), 'process');
    void spool.append(entries(2, 30), 'disk');
    spool.appendSync(entries(1, 32));
    if (first !== undefined) spool.acknowledge([first]);
    spool.closeSync();
    const next = await open(folder);
    expect(ids(await next.spool.read(everything))).toEqual(range(1, 33));
  });

  it('holds entries of any size', async () => {
    const { spool } = await open(newFolder());
    const body = `${'ä'.repeat(3_000_000)}!`;
    await spool.append([{ ...entry(0), body }, entry(1)], 'process');
    const read = await spool.read(everything);
    expect(read.map((found) => found.entry.body === body || found.entry.id)).toEqual([true, 'id-1']);
  });

  it('throws for an option it does not know, and names the nearest', () => {
    const wrong = { name: 'x', destination: 'y', maxByte: 1 };
    expect(() => openSpoolSync(wrong)).toThrow(/Did you mean 'maxBytes'/);
  });
});

describe('the state folder', () => {
  it('is TAILRACE_STATE_DIR, else of the XDG base directories, else of local application data', () => {
    expect(stateDirectory({ TAILRACE_STATE_DIR: '/state', XDG_STATE_HOME: '/xdg' }, 'linux')).toBe('/state');
    expect(stateDirectory({ XDG_STATE_HOME: '/xdg' }, 'linux')).toBe('/xdg/tailrace');
    expect(stateDirectory({ XDG_STATE_HOME: 'relative' }, 'linux')).toMatch(/\.local\/state\/tailrace$/);
    expect(stateDirectory({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/tailrace/state');
  });

  it('may have a path that is too long for the address of a socket', async () => {
    const folder = join(newFolder(), 'x'.repeat(60), 'y'.repeat(60));
    const { spool } = await open(folder);
    await spool.append(entries(1), 'process');
    expect(statSync(filesOf(folder, 'owner')[0] ?? '').isSocket()).toBe(true);
    expect((await open(folder)).spool.counts().adopted).toBe(0);
    await spool.close();
    expect((await open(folder)).spool.counts().adopted).toBe(1);
  });
});
