import fs, { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileSink, FileSystem } from '../src/index.ts';
import {
  allLines,
  batch,
  entries,
  filesIn,
  fileSystemWith,
  linesOf,
  newFolder,
  newSink,
  send,
  systemError,
} from './fixtures/files.ts';

/** A disk that is full once so many more bytes were taken. */
class SmallDisk {
  room = Number.POSITIVE_INFINITY;
  readonly fileSystem: FileSystem = fileSystemWith({
    writeSync: ((fd: number, bytes: Uint8Array, at: number = 0, length: number = bytes.length - at) => {
      if (this.room <= 0) throw systemError('ENOSPC');
      const taken = fs.writeSync(fd, bytes, at, Math.min(length, this.room));
      this.room -= taken;
      return taken;
    }) as typeof fs.writeSync,
  });
}

function sink(): { file: FileSink; path: string; disk: SmallDisk } {
  const disk = new SmallDisk();
  const path = join(newFolder(), 'logs', 'app.log');
  return { disk, path, file: newSink({ filename: path, fileSystem: disk.fileSystem }) };
}

describe('a file that takes only a part of a write [F4]', () => {
  const all = entries(0, 6);
  const whole = linesOf(all);

  it('gets the rest at the next try, so that no line is torn, doubled or lost, wherever the write ended', async () => {
    for (let room = 0; room < Buffer.byteLength(whole); room += 1) {
      const { file, path, disk } = sink();
      disk.room = room;
      await expect(send(file, all)).rejects.toMatchObject({ code: 'ENOSPC' });
      await expect(send(file, all)).rejects.toMatchObject({ code: 'ENOSPC' });
      disk.room = Number.POSITIVE_INFINITY;
      await send(file, all);
      expect(readFileSync(path, 'utf8')).toBe(whole);
    }
  });

  it('gets it when it fails twice, and when the tries hold fewer entries', async () => {
    for (let room = 1; room < 40; room += 1) {
      const { file, path, disk } = sink();
      disk.room = room;
      await expect(send(file, all)).rejects.toThrow('ENOSPC');
      disk.room = 7;
      const taken = await send(file, all.slice(0, 2)).catch(() => undefined);
      disk.room = Number.POSITIVE_INFINITY;
      if (taken === undefined) await send(file, all.slice(0, 2));
      await send(file, all.slice(2, 3));
      await send(file, all.slice(3));
      expect(readFileSync(path, 'utf8')).toBe(whole);
    }
  });

  it('ends a torn line whose entry does not come again', async () => {
    const { file, path, disk } = sink();
    disk.room = 3;
    await expect(send(file, all)).rejects.toThrow('ENOSPC');
    disk.room = Number.POSITIVE_INFINITY;
    file.sendSync(all.slice(2, 4));
    expect(readFileSync(path, 'utf8')).toBe('lin\nline 2 ü\nline 3 ü\n');
  });

  it('spoils no line of another process, whichever of the two writes next', async () => {
    const { file, path, disk } = sink();
    const other = newSink({ filename: path });
    disk.room = 13;
    await expect(send(file, all)).rejects.toThrow('ENOSPC');
    disk.room = Number.POSITIVE_INFINITY;
    await send(other, entries(100, 101));
    await send(file, all);
    await send(other, entries(101, 102));
    const [first, torn, theirs, ...rest] = readFileSync(path, 'utf8').split('\n');
    expect([first, torn, theirs]).toEqual(['line 0 ü', 'lin', 'line 100 ü']);
    expect(rest.join('\n')).toBe(linesOf([...all.slice(1), ...entries(101, 102)]));
  });

  it('writes a torn line as a whole where the file was replaced meanwhile', async () => {
    const { file, path, disk } = sink();
    disk.room = 13;
    await expect(send(file, all)).rejects.toThrow('ENOSPC');
    disk.room = Number.POSITIVE_INFINITY;
    renameSync(path, `${path}.1`);
    await send(file, all);
    expect(readFileSync(path, 'utf8')).toBe(linesOf(all.slice(1)));
  });

  it('writes it as a whole to a file of the same length too', async () => {
    const { file, path, disk } = sink();
    disk.room = 13;
    await expect(send(file, all)).rejects.toThrow('ENOSPC');
    disk.room = Number.POSITIVE_INFINITY;
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'theirs, 12 b\n');
    await send(file, all);
    expect(readFileSync(path, 'utf8')).toBe(`theirs, 12 b\n${linesOf(all.slice(1))}`);
  });

  it('goes on behind a write that the system cut short without an error', async () => {
    const { path } = sink();
    let calls = 0;
    const file = newSink({
      filename: path,
      fileSystem: fileSystemWith({
        writeSync: ((fd: number, bytes: Uint8Array, at: number = 0, length: number = bytes.length - at) => {
          calls += 1;
          return fs.writeSync(fd, bytes, at, Math.min(length, 5));
        }) as typeof fs.writeSync,
      }),
    });
    await send(file, all);
    expect(readFileSync(path, 'utf8')).toBe(whole);
    expect(calls).toBeGreaterThan(10);
  });
});

describe('a file', () => {
  it('takes bytes as well as text, and lines in the order they were given', async () => {
    const { file, path } = sink();
    await file.send(
      batch([...entries(0, 1), { id: 'b', timestamp: 1, severity: 9, route: '', body: Uint8Array.of(255, 254) }]),
    );
    expect(readFileSync(path)).toEqual(Buffer.concat([Buffer.from('line 0 ü\n'), Buffer.from([255, 254, 10])]));
  });

  it('takes lines of any length, beside short ones', async () => {
    const { file, path } = sink();
    const long = ['x'.repeat(300_000), 'ü'.repeat(200_000), '漢'.repeat(90_000)];
    const mixed = [...entries(0, 2), ...entries(2, 5).map((entry, n) => ({ ...entry, body: long[n] ?? '' }))];
    await send(file, mixed);
    await send(file, entries(5, 6));
    expect(readFileSync(path, 'utf8')).toBe(linesOf([...mixed, ...entries(5, 6)]));
  });

  it('ends lines as it is told', async () => {
    const path = join(newFolder(), 'app.log');
    await send(newSink({ filename: path, eol: '\r\n' }), entries(0, 2));
    expect(readFileSync(path, 'utf8')).toBe('line 0 ü\r\nline 1 ü\r\n');
  });

  it('ends the line that a crash has left without an end', async () => {
    const path = join(newFolder(), 'app.log');
    writeFileSync(path, 'whole\nto');
    const file = newSink({ filename: path });
    await send(file, entries(0, 1));
    await send(file, entries(1, 2));
    expect(readFileSync(path, 'utf8')).toBe('whole\nto\nline 0 ü\nline 1 ü\n');
  });

  it('is made again where it was deleted with its folder', async () => {
    const { file, path } = sink();
    await send(file, entries(0, 2));
    rmSync(join(path, '..'), { recursive: true });
    await send(file, entries(2, 4));
    expect(readFileSync(path, 'utf8')).toBe(linesOf(entries(2, 4)));
  });

  it('is written to again where it was deleted in the moment of the write', async () => {
    const path = join(newFolder(), 'app.log');
    let deletions = 2;
    const fileSystem = fileSystemWith({
      writeSync: ((fd: number, bytes: Uint8Array, at?: number, length?: number) => {
        if (deletions > 0) rmSync(path);
        deletions -= 1;
        return fs.writeSync(fd, bytes, at, length);
      }) as typeof fs.writeSync,
    });
    await send(newSink({ filename: path, fileSystem }), entries(0, 3));
    expect(readFileSync(path, 'utf8')).toBe(linesOf(entries(0, 3)));
  });

  it('is opened anew after reopen, and where another file stands at its path', async () => {
    const { file, path } = sink();
    await send(file, entries(0, 1));
    renameSync(path, `${path}.1`);
    file.reopen();
    await send(file, entries(1, 2));
    renameSync(path, `${path}.2`);
    writeFileSync(path, 'theirs\n');
    await send(file, entries(2, 3));
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('line 0 ü\n');
    expect(readFileSync(`${path}.2`, 'utf8')).toBe('line 1 ü\n');
    expect(readFileSync(path, 'utf8')).toBe('theirs\nline 2 ü\n');
  });
});

describe('the signal to open files anew', () => {
  it('is heard until the sink is closed', async () => {
    const path = join(newFolder(), 'app.log');
    let opened = 0;
    const fileSystem = fileSystemWith({
      openSync: (...args: Parameters<typeof fs.openSync>) => {
        opened += 1;
        return fs.openSync(...args);
      },
    });
    const before = process.listenerCount('SIGHUP');
    const file = newSink({ filename: path, reopenSignal: 'SIGHUP', fileSystem });
    await send(file, entries(0, 1));
    await send(file, entries(1, 2));
    expect(opened).toBe(1);
    process.emit('SIGHUP');
    await send(file, entries(2, 3));
    expect(opened).toBe(2);
    await file.close();
    expect(process.listenerCount('SIGHUP')).toBe(before);
    expect(readFileSync(path, 'utf8')).toBe(linesOf(entries(0, 3)));
  });

  it('is one that can be heard', () => {
    for (const reopenSignal of ['SIGHUB', 'SIGKILL'] as NodeJS.Signals[]) {
      expect(() => newSink({ filename: 'x', reopenSignal })).toThrow(/takes a signal that can be heard/);
    }
  });
});

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
