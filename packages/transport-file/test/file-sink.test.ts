import fs, { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileSink } from '../src/index.ts';
import { batch, entries, fileSystemWith, linesOf, newFolder, newSink, send } from './fixtures/files.ts';

function sink(): { file: FileSink; path: string } {
  const path = join(newFolder(), 'logs', 'app.log');
  return { path, file: newSink({ filename: path }) };
}

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
