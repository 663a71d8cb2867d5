import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import fs from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FileOptions } from '../../src/transports/stock-transports.ts';
import { filesIn, heard, infoOf, newFile, newFolder } from './fixtures.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Lines of ten bytes. */
const linesOf = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `line ${String(from + index).padStart(4, '0')}\n`).join('');

const allLines = (folder: string): string[] =>
  readdirSync(folder)
    .flatMap((name) => {
      const bytes = readFileSync(join(folder, name));
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().split('\n');
    })
    .filter((line) => line !== '')
    .sort();

describe('files that follow one another', () => {
  // As Winston's own, at rest, cuts and names them: a file is finished when it has reached its size, and the next is
  // there at once. A rotationFormat is asked for the first file as well.
  const inOrder = { 'app.log': linesOf(0, 4), 'app1.log': linesOf(4, 8), 'app2.log': linesOf(8, 12) };
  const cases: readonly [string, FileOptions, Record<string, string>, string][] = [
    ['with maxsize', { maxsize: 40 }, { ...inOrder, 'app3.log': linesOf(12, 14) }, 'app3.log'],
    ['with a maxsize at which no line ends', { maxsize: 35 }, { ...inOrder, 'app3.log': linesOf(12, 14) }, 'app3.log'],
    [
      'with tailable and maxFiles',
      { maxsize: 40, tailable: true, maxFiles: 3 },
      { 'app.log': linesOf(12, 14), 'app1.log': linesOf(8, 12), 'app2.log': linesOf(4, 8) },
      'app.log',
    ],
    [
      'with a rotationFormat',
      { maxsize: 40, rotationFormat: counter() },
      {
        'app.log': linesOf(0, 4),
        'app_2.log': linesOf(4, 8),
        'app_3.log': linesOf(8, 12),
        'app_4.log': linesOf(12, 14),
      },
      'app_4.log',
    ],
  ];
  for (const [title, options, expected, current] of cases) {
    it(`are cut and named as Winston’s, ${title}`, async () => {
      const folder = newFolder();
      const file = newFile({ filename: 'app.log', dirname: folder, eol: '\n', ...options });
      await heard(file, 'open');
      for (let n = 0; n < 14; n += 1) {
        file.log(infoOf(linesOf(n, n + 1).trimEnd()));
        await file.flush();
      }
      expect(filesIn(folder)).toEqual(expected);
      expect(file.filename).toBe(current);
    });
  }

  it('have every line of a burst, which Winston’s lose [complaint 13]', async () => {
    for (const options of [{}, { tailable: true }, { lazy: true }, { zippedArchive: true }]) {
      const folder = newFolder();
      const file = newFile({ filename: join(folder, 'app.log'), maxsize: 1_000, eol: '\n', ...options });
      const lines = Array.from({ length: 2_000 }, (_, n) => `line ${String(n).padStart(4, '0')}`);
      for (const line of lines) file.log(infoOf(line));
      file.end();
      await heard(file, 'finish');
      expect(allLines(folder)).toEqual(lines);
    }
  });

  it('go on where a restart finds them, and no more than maxFiles stay [complaint 20]', async () => {
    const folder = newFolder();
    for (let restart = 0; restart < 4; restart += 1) {
      const file = newFile({ filename: join(folder, 'app.log'), maxsize: 20, maxFiles: 3, eol: '\n' });
      for (let n = 0; n < 4; n += 1) file.log(infoOf(`line ${restart}${n}.`.padEnd(9, '-')));
      file.end();
      await heard(file, 'finish');
      expect(readdirSync(folder).length).toBeLessThanOrEqual(3);
    }
    expect(allLines(folder)).toEqual(['line 30.-', 'line 31.-', 'line 32.-', 'line 33.-']);
  });

  it('follow on tailable without maxFiles too [complaint 14]', async () => {
    const folder = newFolder();
    const file = newFile({ filename: join(folder, 'app.log'), maxsize: 20, tailable: true, eol: '\n' });
    for (let n = 0; n < 6; n += 1) file.log(infoOf(`line ${n}...`));
    await file.flush();
    expect(filesIn(folder)).toEqual({
      'app.log': '',
      'app1.log': 'line 4...\nline 5...\n',
      'app2.log': 'line 2...\nline 3...\n',
      'app3.log': 'line 0...\nline 1...\n',
    });
  });

  it('leave neither open files nor listeners behind [complaint 21]', async () => {
    const folder = newFolder();
    const file = newFile({ filename: join(folder, 'app.log'), maxsize: 10, maxFiles: 2, eol: '\n' });
    file.log(infoOf('line 0000'));
    await file.flush();
    const listeners = (): number => file.eventNames().reduce((sum, event) => sum + file.listenerCount(event), 0);
    const before = listeners();
    const [opened, closed] = [vi.spyOn(fs, 'openSync'), vi.spyOn(fs, 'closeSync')];
    for (let n = 1; n <= 50; n += 1) {
      file.log(infoOf(`line ${String(n).padStart(4, '0')}`));
      await file.flush();
    }
    expect(opened.mock.calls.length).toBeGreaterThanOrEqual(50);
    expect(closed.mock.calls.length).toBe(opened.mock.calls.length);
    expect(listeners()).toBe(before);
  });

  it('go on in the same file where none can be renamed, and try again only a minute later [complaint 33]', async () => {
    const folder = newFolder();
    const file = newFile({ filename: join(folder, 'app.log'), maxsize: 20, maxFiles: 3, tailable: true, eol: '\n' });
    await heard(file, 'open');
    const renames = vi.spyOn(fs, 'renameSync').mockImplementation(() => {
      throw Object.assign(new Error('EPERM: refused'), { code: 'EPERM' });
    });
    const warned = heard(file, 'warn');
    for (let n = 0; n < 200; n += 1) {
      file.log(infoOf(`line ${String(n).padStart(4, '0')}`));
      if (n % 20 === 0) await file.flush();
    }
    await file.flush();
    expect((await warned)[0]).toMatchObject({ message: expect.stringContaining('rotated'), cause: { code: 'EPERM' } });
    expect(renames.mock.calls.length).toBe(1);
    expect(readFileSync(join(folder, 'app.log'), 'utf8').split('\n')).toHaveLength(201);
  });

  it('are compressed at once where they are small, under Winston’s names', async () => {
    const folder = newFolder();
    const file = newFile({ filename: join(folder, 'app.log'), maxsize: 20, zippedArchive: true, eol: '\n' });
    for (let n = 0; n < 5; n += 1) file.log(infoOf(`line ${n}...`));
    await file.flush();
    expect(readdirSync(folder).sort()).toEqual(['app.log.gz', 'app1.log.gz', 'app2.log']);
    expect(gunzipSync(readFileSync(join(folder, 'app1.log.gz'))).toString()).toBe('line 2...\nline 3...\n');
  });

  it('are told by rotate and open, and the File knows which it writes to', async () => {
    const folder = newFolder();
    const file = newFile({ filename: join(folder, 'app.log'), maxsize: 10, eol: '\n' });
    await heard(file, 'open');
    const [rotated, opened] = [heard(file, 'rotate'), heard(file, 'open')];
    file.log(infoOf('line 0000'));
    const [first, second] = [join(folder, 'app.log'), join(folder, 'app1.log')];
    expect(await rotated).toEqual([first, second]);
    expect(await opened).toEqual([second]);
    expect(file.filename).toBe('app1.log');
  });

  it('are told from others of a like name, which nobody touches', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'app-old.log'), 'keep');
    writeFileSync(join(folder, 'app{1}.log'), 'keep');
    const file = newFile({ filename: join(folder, 'app{1}.log'), maxsize: 10, maxFiles: 1, eol: '\n' });
    for (let n = 0; n < 3; n += 1) file.log(infoOf(`line ${n}...`));
    await file.flush();
    expect(filesIn(folder)).toEqual({ 'app-old.log': 'keep', 'app{1}3.log': '' });
  });
});

function counter(): () => string {
  let n = 0;
  return () => `_${(n += 1)}`;
}
