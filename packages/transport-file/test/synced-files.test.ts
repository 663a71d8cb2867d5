import fs, { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileSystem } from '../src/index.ts';
import {
  allLines,
  entries,
  filesIn,
  fileSystemWith,
  linesOf,
  newFolder,
  newSink,
  send,
  systemError,
} from './fixtures/files.ts';

describe('a file that is synced', () => {
  interface Sync {
    readonly fd: number;
    readonly end: () => void;
  }

  /** Syncs that end when the test says so, and the descriptors that were closed. */
  function slowSyncs(): { fileSystem: FileSystem; waiting: Sync[]; closed: number[] } {
    const [waiting, closed]: [Sync[], number[]] = [[], []];
    const fileSystem = fileSystemWith({
      fdatasync: ((fd: number, done: (error: Error | null) => void) => {
        waiting.push({ fd, end: () => fs.fdatasync(fd, done) });
      }) as typeof fs.fdatasync,
      closeSync: (fd) => {
        closed.push(fd);
        fs.closeSync(fd);
      },
    });
    return { fileSystem, waiting, closed };
  }

  it('keeps the descriptor of a file that is rotated away until its sync has ended', async () => {
    const folder = newFolder();
    const { fileSystem, waiting, closed } = slowSyncs();
    const file = newSink({ filename: join(folder, 'app.log'), maxBytes: 30, fsync: true, fileSystem });
    const first = send(file, entries(0, 2));
    const [sync] = waiting;
    closed.length = 0;
    // The queue is full meanwhile, and what is written synchronously begins new files.
    file.sendSync(entries(2, 6));
    expect(Object.keys(filesIn(folder))).toHaveLength(2);
    expect(closed).not.toContain(sync?.fd);
    sync?.end();
    await expect(first).resolves.toEqual({ status: 'delivered' });
    expect(closed).toContain(sync?.fd);
    expect(allLines(folder)).toEqual(linesOf(entries(0, 6)).trimEnd().split('\n'));
  });

  it('syncs each file that a batch went to, before it counts as delivered', async () => {
    const folder = newFolder();
    const { fileSystem, waiting } = slowSyncs();
    const file = newSink({ filename: join(folder, 'app.log'), maxBytes: 25, fsync: true, fileSystem });
    const sent = send(file, entries(0, 6));
    expect(waiting).toHaveLength(3);
    let ended = false;
    void sent.then(() => {
      ended = true;
    });
    waiting.splice(0, 2).forEach(({ end }) => end());
    await new Promise(setImmediate);
    expect(ended).toBe(false);
    waiting.splice(0).forEach(({ end }) => end());
    await expect(sent).resolves.toEqual({ status: 'delivered' });
  });

  it('writes lines again whose sync failed, since the system may have given them up', async () => {
    const path = join(newFolder(), 'app.log');
    let failures = 1;
    const fileSystem = fileSystemWith({
      fdatasync: ((fd: number, done: (error: Error | null) => void) => {
        failures -= 1;
        if (failures < 0) fs.fdatasync(fd, done);
        else done(systemError('EIO'));
      }) as typeof fs.fdatasync,
    });
    const file = newSink({ filename: path, fsync: true, fileSystem });
    await expect(send(file, entries(0, 2))).rejects.toMatchObject({ code: 'EIO' });
    await send(file, entries(0, 2));
    expect(readFileSync(path, 'utf8')).toBe(linesOf([...entries(0, 2), ...entries(0, 2)]));
  });

  it('writes them again too where the rest of their batch could not be written', async () => {
    const folder = newFolder();
    let failing = true;
    const fileSystem = fileSystemWith({
      fdatasync: ((fd: number, done: (error: Error | null) => void) => {
        if (failing) done(systemError('EIO'));
        else fs.fdatasync(fd, done);
      }) as typeof fs.fdatasync,
      writeSync: ((fd: number, bytes: Uint8Array, at?: number, length?: number) => {
        if (failing && fs.fstatSync(fd).ino !== first) throw systemError('ENOSPC');
        return fs.writeSync(fd, bytes, at, length);
      }) as typeof fs.writeSync,
    });
    const filename = join(folder, 'app.log');
    writeFileSync(filename, '');
    const first = fs.statSync(filename).ino;
    const file = newSink({ filename, maxBytes: 25, fsync: true, fileSystem });
    await expect(send(file, entries(0, 4))).rejects.toMatchObject({ code: 'EIO' });
    failing = false;
    await send(file, entries(0, 4));
    expect(allLines(folder)).toEqual(
      linesOf([0, 0, 1, 1, 2, 3].flatMap((n) => entries(n, n + 1)))
        .trimEnd()
        .split('\n'),
    );
  });
});
