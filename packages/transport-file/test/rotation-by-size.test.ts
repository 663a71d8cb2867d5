import { FakeClock } from '@tailrace/core/testing';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allLines, entries, filesIn, linesOf, newFolder, newSink, put, send } from './fixtures/files.ts';
import { NOON } from './fixtures/noon.ts';

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
