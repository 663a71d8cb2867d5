import fs, { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileSink, FileSystem } from '../src/index.ts';
import { entries, fileSystemWith, linesOf, newFolder, newSink, send, systemError } from './fixtures/files.ts';

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
