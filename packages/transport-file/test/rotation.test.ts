import { FakeClock } from '@tailrace/core/testing';
import fs, { lstatSync, readdirSync, readFileSync, readlinkSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Calendar } from '../src/rotation/period.ts';
import {
  allLines,
  entries,
  filesIn,
  fileSystemWith,
  linesOf,
  newFolder,
  newSink,
  put,
  send,
  systemError,
} from './fixtures/files.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;

/** Lets a file look as if its last line were of that moment. */
function lastWritten(path: string, millis: number): void {
  utimesSync(path, millis / 1000, millis / 1000);
}

describe('a file with a largest size [A5]', () => {
  it('is followed by the next one before it would become larger, and no line is divided', async () => {
    const folder = newFolder();
    const clock = new FakeClock(NOON);
    const file = newSink({ filename: join(folder, 'app.log'), maxBytes: 25, timeZone: 'UTC', clock });
    await send(file, entries(0, 5));
    await send(file, entries(5, 7));
    expect(filesIn(folder)).toEqual({
      'app.2026-11-22.1.log': linesOf(entries(0, 2)),
      'app.2026-11-22.2.log': linesOf(entries(2, 4)),
      'app.2026-11-22.3.log': linesOf(entries(4, 6)),
      'app.log': linesOf(entries(6, 7)),
    });
  });

  it('may be filled to the last byte, and a line that is larger has a file of its own', async () => {
    const folder = newFolder();
    const clock = new FakeClock(NOON);
    const file = newSink({ filename: join(folder, 'app.log'), maxBytes: 20, timeZone: 'UTC', clock });
    const large = { id: 'large', timestamp: 0, severity: 9, route: '', body: 'x'.repeat(50) };
    await send(file, [...entries(0, 2), large, ...entries(3, 4)]);
    expect(filesIn(folder)).toEqual({
      'app.2026-11-22.1.log': linesOf(entries(0, 2)),
      'app.2026-11-22.2.log': linesOf([large]),
      'app.log': linesOf(entries(3, 4)),
    });
  });

  it('goes on after a restart where it was, with the next number', async () => {
    const folder = newFolder();
    for (let run = 0; run < 4; run += 1) {
      const clock = new FakeClock(NOON);
      const file = newSink({ filename: join(folder, 'app.log'), maxBytes: 20, timeZone: 'UTC', clock });
      await send(file, entries(run, run + 1));
      await file.close();
    }
    expect(filesIn(folder)).toEqual({
      'app.2026-11-22.1.log': linesOf(entries(0, 2)),
      'app.log': linesOf(entries(2, 4)),
    });
  });

  it('never takes a name that a compressed file has', async () => {
    const folder = newFolder();
    put(join(folder, 'app.2026-11-22.7.log.gz'), 'older');
    const clock = new FakeClock(NOON);
    const file = newSink({ filename: join(folder, 'app.log'), maxBytes: 10, timeZone: 'UTC', clock });
    await send(file, entries(0, 2));
    expect(readdirSync(folder).sort()).toEqual(['app.2026-11-22.7.log.gz', 'app.2026-11-22.8.log', 'app.log']);
  });

  it('is rotated when it is written synchronously too', () => {
    const folder = newFolder();
    const file = newSink({ filename: join(folder, 'app.log'), maxBytes: 30 });
    file.sendSync(entries(0, 9));
    expect(readdirSync(folder)).toHaveLength(3);
    expect(allLines(folder)).toHaveLength(9);
  });
});

describe('a file for each day or hour [A5]', () => {
  it('is begun with the first line of the next day of the time zone', async () => {
    const folder = newFolder();
    // 23:30 in Berlin.
    const clock = new FakeClock(Date.UTC(2026, 10, 22, 22, 30));
    const file = newSink({ filename: join(folder, 'app.log'), rotate: 'daily', timeZone: 'Europe/Berlin', clock });
    await send(file, entries(0, 1));
    clock.jump(29 * 60_000);
    await send(file, entries(1, 2));
    clock.jump(60_000);
    await send(file, entries(2, 3));
    expect(filesIn(folder)).toEqual({
      'app.2026-11-22.1.log': linesOf(entries(0, 2)),
      'app.log': linesOf(entries(2, 3)),
    });
  });

  it('is finished without another line when its day has ended, and the process may end meanwhile', async () => {
    const folder = newFolder();
    const clock = new FakeClock(NOON);
    const file = newSink({ filename: join(folder, 'app.log'), rotate: 'daily', timeZone: 'UTC', clock });
    await send(file, entries(0, 1));
    await clock.advance(11 * HOUR);
    expect(readdirSync(folder)).toEqual(['app.log']);
    await clock.advance(HOUR);
    expect(readdirSync(folder).sort()).toEqual(['app.2026-11-22.1.log', 'app.log']);
    await clock.advance(48 * HOUR);
    expect(readdirSync(folder)).toHaveLength(2);
    await file.close();
    expect(clock.pending).toBe(0);
  });

  it('is found by a later process by the time of its last line', async () => {
    const folder = newFolder();
    const path = join(folder, 'app.log');
    writeFileSync(path, 'yesterday\n');
    lastWritten(path, NOON - 24 * HOUR);
    const clock = new FakeClock(NOON);
    await send(newSink({ filename: path, rotate: 'daily', timeZone: 'UTC', clock }), entries(0, 1));
    expect(filesIn(folder)).toEqual({ 'app.2026-11-21.1.log': 'yesterday\n', 'app.log': linesOf(entries(0, 1)) });
  });

  it('has a name of its own for each hour, also for the one that is there twice', async () => {
    const folder = newFolder();
    // 02:30 summer time; an hour later it is 02:30 again.
    const clock = new FakeClock(Date.UTC(2026, 9, 25, 0, 30));
    const file = newSink({ filename: join(folder, 'app.log'), rotate: 'hourly', timeZone: 'Europe/Berlin', clock });
    for (let n = 0; n < 4; n += 1) {
      await send(file, entries(n, n + 1));
      clock.jump(HOUR);
    }
    expect(filesIn(folder)).toEqual({
      'app.2026-10-25T02.1.log': linesOf(entries(0, 2)),
      'app.2026-10-25T03.1.log': linesOf(entries(2, 3)),
      'app.log': linesOf(entries(3, 4)),
    });
  });

  it('goes on when the clock jumps over days, forwards and backwards: nothing is lost or doubled', async () => {
    const folder = newFolder();
    const clock = new FakeClock(NOON);
    const file = newSink({ filename: join(folder, 'app.log'), rotate: 'daily', timeZone: 'UTC', clock });
    const jumps = [0, 72, -48, -48, 24, 240, -240];
    for (const [n, jump] of jumps.entries()) {
      clock.jump(jump * HOUR);
      await send(file, entries(n * 2, n * 2 + 2));
    }
    expect(allLines(folder)).toEqual(linesOf(entries(0, 14)).trimEnd().split('\n').sort());
    expect(readdirSync(folder).sort()).toEqual([
      'app.2026-11-21.1.log',
      'app.2026-11-22.1.log',
      'app.2026-11-22.2.log',
      'app.2026-11-23.1.log',
      'app.2026-11-25.1.log',
      'app.2026-12-02.1.log',
      'app.log',
    ]);
  });

  it('has an end at midnight in zones of half and quarter hours too', () => {
    for (const [zone, minutes] of [
      ['Asia/Kolkata', 330],
      ['Asia/Kathmandu', 345],
      ['Australia/Lord_Howe', 660],
      ['America/St_Johns', -210],
    ] as const) {
      const calendar = new Calendar(zone);
      const midnight = Date.UTC(2026, 11, 15) - minutes * 60_000;
      expect([calendar.at(midnight - 1), calendar.at(midnight)]).toEqual([
        { date: '2026-12-14', hour: '23' },
        { date: '2026-12-15', hour: '00' },
      ]);
    }
  });
});

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

describe('the link to the current file', () => {
  it('leads to the file of the day', async () => {
    const folder = newFolder();
    const clock = new FakeClock(NOON);
    const link = join(folder, 'now', 'current.log');
    const file = newSink({ filename: join(folder, '{date}.log'), timeZone: 'UTC', clock, currentLink: link });
    for (const day of [22, 23]) {
      const route = file.route?.({
        id: 'x',
        timestamp: Date.UTC(2026, 10, day),
        level: 'info',
        severity: 9,
        message: '',
      });
      await send(file, entries(day, day + 1, route));
      expect(readlinkSync(link)).toBe(join('..', `2026-11-${day}.log`));
      expect(readFileSync(link, 'utf8')).toBe(linesOf(entries(day, day + 1)));
    }
  });

  it('is not put in the place of a file, and its failure holds up no record', async () => {
    const folder = newFolder();
    const link = join(folder, 'current.log');
    writeFileSync(link, 'a file');
    const reports: string[] = [];
    const report = ({ message }: { message: string }): void => void reports.push(message);
    await send(newSink({ filename: join(folder, 'app.log'), currentLink: link, report }), entries(0, 1));
    expect(lstatSync(link).isFile()).toBe(true);
    expect(statSync(join(folder, 'app.log')).size).toBeGreaterThan(0);
    expect(reports).toEqual(['The link to the current file could not be made.']);
  });
});
