import { FakeClock } from '@tailrace/core/testing';
import fs, { appendFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allLines, entries, filesIn, fileSystemWith, linesOf, newFolder, send, systemError } from './fixtures/files.ts';
import { DAY, now, putDays, sinkIn } from './fixtures/finished-files.ts';

describe('compression of finished files [A14] [E5]', () => {
  for (const [method, ending] of [
    ['gzip', '.gz'],
    ['brotli', '.br'],
  ] as const) {
    it(`with ${method} keeps lines, permissions and the time of the last line`, async () => {
      const folder = newFolder();
      const file = sinkIn(folder, { maxBytes: 4_000, compress: method, mode: 0o600 });
      await send(file, entries(0, 1000));
      await file.tidy();
      const names = readdirSync(folder).filter((name) => name !== 'app.log');
      expect(names.every((name) => name.endsWith(`.log${ending}`))).toBe(true);
      expect(statSync(join(folder, names[0] ?? '')).mode & 0o777).toBe(0o600);
      expect(allLines(folder)).toEqual(linesOf(entries(0, 1000)).trimEnd().split('\n').sort());
      const packed = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
      expect(packed).toBeLessThan(0.3 * Buffer.byteLength(linesOf(entries(0, 1000))));
    });
  }

  it('keeps the age of a file', async () => {
    const folder = newFolder();
    const [path = ''] = putDays(folder, 1);
    const file = sinkIn(folder, { compress: 'gzip' });
    await file.tidy();
    expect(Math.abs(statSync(`${path}.gz`).mtimeMs - (now - DAY))).toBeLessThan(1_000);
  });

  it('begins by itself, once other processes have had time to notice the rotation', async () => {
    const folder = newFolder();
    const clock = new FakeClock(now);
    const file = sinkIn(folder, { maxBytes: 50, compress: 'gzip', clock });
    await send(file, entries(0, 8));
    await clock.advance(999);
    expect(readdirSync(folder).filter((name) => name.endsWith('.gz'))).toEqual([]);
    await clock.advance(1);
    await file.tidy();
    expect(readdirSync(folder).filter((name) => name.endsWith('.gz'))).toHaveLength(1);
  });

  it('leaves alone a file that grows meanwhile, since a process may have had it open', async () => {
    const folder = newFolder();
    const [path = ''] = putDays(folder, 1, '', 'first\n');
    let grown = false;
    const file = sinkIn(folder, {
      compress: 'gzip',
      fileSystem: fileSystemWith({
        createWriteStream: ((target: string, options: object) => {
          if (!grown) appendFileSync(path, 'late\n');
          grown = true;
          return fs.createWriteStream(target, options);
        }) as typeof fs.createWriteStream,
      }),
    });
    await file.tidy();
    expect(allLines(folder)).toEqual(['first', 'late']);
    await file.tidy();
    expect(filesIn(folder)).toEqual({ [`${path.slice(folder.length + 1)}.gz`]: 'first\nlate\n' });
  });

  it('loses no line that comes in the very moment in which the file is deleted', async () => {
    const folder = newFolder();
    const [path = ''] = putDays(folder, 1, '', 'first\n');
    const file = sinkIn(folder, {
      compress: 'gzip',
      fileSystem: fileSystemWith({
        unlinkSync: (name) => {
          if (name === path) appendFileSync(path, 'late\n');
          fs.unlinkSync(name);
        },
      }),
    });
    await file.tidy();
    expect(allLines(folder)).toEqual(['first', 'late']);
    await sinkIn(folder, { compress: 'gzip' }).tidy();
    expect(Object.values(filesIn(folder)).sort()).toEqual(['first\n', 'late\n']);
    expect(readdirSync(folder).every((name) => name.endsWith('.gz'))).toBe(true);
  });

  it('that fails leaves the file as it was, without a trace, and is reported', async () => {
    const folder = newFolder();
    const [path = ''] = putDays(folder, 1);
    const reports: string[] = [];
    for (const fault of [
      {
        createWriteStream: (() => {
          throw systemError('ENOSPC');
        }) as typeof fs.createWriteStream,
      },
      {
        renameSync: () => {
          throw systemError('EACCES');
        },
      },
      {
        createReadStream: ((): never => {
          throw systemError('EIO');
        }) as typeof fs.createReadStream,
      },
    ]) {
      const report = ({ name }: { name: string }): void => void reports.push(name);
      await sinkIn(folder, { compress: 'gzip', report, fileSystem: fileSystemWith(fault) }).tidy();
      expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([path]);
    }
    expect(reports).toEqual(['file.failed', 'file.failed', 'file.failed']);
  });

  it('is done once where two sinks see to the same folder', async () => {
    const folder = newFolder();
    putDays(folder, 6, '', linesOf(entries(0, 100)));
    await Promise.all([sinkIn(folder, { compress: 'gzip' }).tidy(), sinkIn(folder, { compress: 'gzip' }).tidy()]);
    expect(readdirSync(folder)).toHaveLength(6);
    expect(allLines(folder)).toHaveLength(600);
  });
});
