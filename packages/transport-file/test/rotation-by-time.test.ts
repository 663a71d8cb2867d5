import { FakeClock } from '@tailrace/core/testing';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Calendar } from '../src/rotation/period.ts';
import { allLines, entries, filesIn, linesOf, newFolder, newSink, send } from './fixtures/files.ts';
import { HOUR, NOON } from './fixtures/noon.ts';

/** Lets a file look as if its last line were of that moment. */
function lastWritten(path: string, millis: number): void {
  utimesSync(path, millis / 1000, millis / 1000);
}

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
