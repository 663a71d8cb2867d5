import { FakeClock } from '@tailrace/core/testing';
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
import { HOUR, NOON } from './fixtures/noon.ts';

describe('a file that cannot be rotated', () => {
  it('is written to as it is, tried again a minute later, and reported once', async () => {
    const folder = newFolder();
    const clock = new FakeClock(NOON);
    const reports: string[] = [];
    let renames = 0;
    const fileSystem = fileSystemWith({
      renameSync: (from, to) => {
        renames += 1;
        if (renames < 3) throw systemError('EPERM');
        fs.renameSync(from, to);
      },
    });
    const report = ({ name }: { name: string }): void => void reports.push(name);
    const file = newSink({
      filename: join(folder, 'app.log'),
      maxBytes: 25,
      timeZone: 'UTC',
      clock,
      report,
      fileSystem,
    });
    for (let n = 0; n < 20; n += 1) await send(file, entries(n, n + 1));
    expect(renames).toBe(1);
    await clock.advance(60_000);
    await send(file, entries(20, 21));
    expect(renames).toBe(2);
    expect(reports).toEqual(['file.failed', 'file.failed']);
    expect(filesIn(folder)).toEqual({ 'app.log': linesOf(entries(0, 21)) });
    await clock.advance(60_000);
    await send(file, entries(21, 22));
    expect(filesIn(folder)).toEqual({
      'app.2026-11-22.1.log': linesOf(entries(0, 21)),
      'app.log': linesOf(entries(21, 22)),
    });
  });

  it('is tried again a minute later where its day has ended, and not with every line', async () => {
    const folder = newFolder();
    const clock = new FakeClock(NOON);
    let renames = 0;
    const fileSystem = fileSystemWith({
      renameSync: () => {
        renames += 1;
        throw systemError('EPERM');
      },
    });
    const file = newSink({ filename: join(folder, 'app.log'), rotate: 'daily', timeZone: 'UTC', clock, fileSystem });
    await send(file, entries(0, 1));
    clock.jump(24 * HOUR);
    for (let n = 1; n < 9; n += 1) await send(file, entries(n, n + 1));
    expect(renames).toBe(1);
    expect(filesIn(folder)).toEqual({ 'app.log': linesOf(entries(0, 9)) });
  });

  it('may be reported to somebody who logs into the same file at once', async () => {
    const folder = newFolder();
    const fileSystem = fileSystemWith({
      renameSync: () => {
        throw systemError('EPERM');
      },
    });
    const report = (): void => file.sendSync(entries(100, 103));
    const file = newSink({ filename: join(folder, 'app.log'), maxBytes: 25, report, fileSystem });
    await send(file, entries(0, 6));
    expect(filesIn(folder)).toEqual({ 'app.log': linesOf([...entries(0, 6), ...entries(100, 103)]) });
  });

  it('has its records wait where the next file cannot be made', async () => {
    const folder = newFolder();
    let refused = false;
    const fileSystem = fileSystemWith({
      openSync: ((path: string, flags: string, mode: number) => {
        if (refused && flags === 'a+') throw systemError('EROFS');
        return fs.openSync(path, flags, mode);
      }) as typeof fs.openSync,
    });
    const file = newSink({ filename: join(folder, 'app.log'), maxBytes: 25, fileSystem });
    await send(file, entries(0, 2));
    refused = true;
    await expect(send(file, entries(2, 6))).rejects.toMatchObject({ code: 'EROFS' });
    refused = false;
    await send(file, entries(2, 6));
    expect(allLines(folder)).toEqual(linesOf(entries(0, 6)).trimEnd().split('\n'));
  });
});
