import { FakeClock } from '@tailrace/core/testing';
import { lstatSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entries, linesOf, newFolder, newSink, send } from './fixtures/files.ts';
import { NOON } from './fixtures/noon.ts';

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
