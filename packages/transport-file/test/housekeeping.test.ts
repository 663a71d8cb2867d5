import { FakeClock } from '@tailrace/core/testing';
import fs, { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  allLines,
  entries,
  filesIn,
  fileSystemWith,
  linesOf,
  newFolder,
  put,
  send,
  systemError,
  textOf,
} from './fixtures/files.ts';
import { DAY, now, putDays, sinkIn } from './fixtures/finished-files.ts';

describe('finished files [A5]', () => {
  it('are kept by number, whichever process made them, and compressed ones count', async () => {
    const folder = newFolder();
    const plain = putDays(folder, 3);
    const older = ['2020-01-02.1', '2020-01-02.10', '2020-01-02.9'].map((name) => join(folder, `app.${name}.log.gz`));
    for (const path of older) put(path, 'x', 900, now);
    const file = sinkIn(folder, { keep: { files: 4 } });
    await send(file, entries(0, 1));
    await file.tidy();
    const kept = [...plain, older[1], join(folder, 'app.log')].map(String).sort();
    expect(
      readdirSync(folder)
        .map((name) => join(folder, name))
        .sort(),
    ).toEqual(kept);
  });

  it('are kept by age, a little after the file was opened and then with the hours that pass', async () => {
    const folder = newFolder();
    putDays(folder, 6);
    const clock = new FakeClock(now);
    const file = sinkIn(folder, { keep: { days: 3.5 }, clock });
    await send(file, entries(0, 1));
    await clock.advance(1_000);
    await file.tidy();
    expect(readdirSync(folder)).toHaveLength(4);
    await clock.advance(DAY);
    await file.tidy();
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('are kept by the bytes they have together, the newest first', async () => {
    const folder = newFolder();
    const paths = putDays(folder, 5, '', 'x'.repeat(100));
    const file = sinkIn(folder, { keep: { bytes: 250 } });
    await send(file, entries(0, 1));
    await file.tidy();
    expect(paths.map((path) => existsSync(path))).toEqual([true, true, false, false, false]);
  });

  it('that are not ours are left alone, and so is the current file', async () => {
    const folder = newFolder();
    const foreign = [
      'app.log.1',
      'app.2020-01-01.log',
      'app.2020-01-01.x.log',
      'app2020-01-01.1.log',
      'other.2020-01-01.1.log',
      'app.2020-01-01.1.log.bak',
      '.app.2020-01-01.1.log.gz.tmp',
      'my-app.2020-01-01.1.log',
      'app.2020-01-01.1.txt',
    ];
    for (const name of foreign) put(join(folder, name), 'theirs', 3000, now);
    put(join(folder, 'app.log'), 'current\n', 3000, now);
    put(join(folder, 'app.2020-01-01.1.log'), 'ours', 3000, now);
    const file = sinkIn(folder, { keep: { files: 0, days: 0, bytes: 0 }, compress: 'gzip' });
    await file.tidy();
    expect(readdirSync(folder).sort()).toEqual([...foreign, 'app.log'].sort());
  });

  it('are found below the folders of a template, counted for each user, with folders that become empty', async () => {
    const folder = newFolder();
    for (const user of ['ada', 'bob']) {
      for (const day of ['01', '02', '03']) put(join(folder, user, `2026-01-${day}.log`), `${user}\n`, 30, now);
    }
    put(join(folder, 'eve', '2020-01-01.log'), 'eve\n', 900, now);
    put(join(folder, 'bob', 'notes.txt'), 'theirs', 900, now);
    const file = sinkIn(folder, { filename: join(folder, '{user}', '{date}.log'), keep: { files: 2, days: 100 } });
    await file.tidy();
    expect(Object.keys(filesIn(folder)).sort()).toEqual([
      join('ada', '2026-01-02.log'),
      join('ada', '2026-01-03.log'),
      join('bob', '2026-01-02.log'),
      join('bob', '2026-01-03.log'),
      join('bob', 'notes.txt'),
    ]);
    expect(existsSync(join(folder, 'eve'))).toBe(false);
  });

  it('are counted for each user where the day is a folder', async () => {
    const folder = newFolder();
    for (const name of ['ann.1', 'ann.2', 'bob.1', 'bob.2']) put(join(folder, `2026-11-22/${name}.log`), 'x\n', 0, now);
    await sinkIn(folder, { filename: join(folder, '{date}', '{user_id}.log'), keep: { files: 1 } }).tidy();
    expect(readdirSync(join(folder, '2026-11-22')).sort()).toEqual(['ann.2.log', 'bob.2.log']);
  });

  it('of days that ended are seen to in the process that wrote them', async () => {
    const folder = newFolder();
    const clock = new FakeClock(Date.parse('2026-11-20T12:00:00Z'));
    const file = sinkIn(folder, { filename: join(folder, '{date}.log'), clock, compress: 'gzip' });
    for (let day = 20; day <= 22; day += 1) {
      const route = `0:${join(folder, `2026-11-${day}.log`)}`;
      await send(file, entries(day, day + 1, route));
      await file.tidy();
      await send(file, entries(day + 100, day + 101, route));
      await clock.advance(DAY);
    }
    await file.tidy();
    expect(filesIn(folder)).toEqual({
      '2026-11-20.log.gz': linesOf([...entries(20, 21), ...entries(120, 121)]),
      '2026-11-21.log.gz': linesOf([...entries(21, 22), ...entries(121, 122)]),
      '2026-11-22.log.gz': linesOf([...entries(22, 23), ...entries(122, 123)]),
    });
    await send(file, entries(0, 1, `0:${join(folder, '2026-11-20.log')}`));
    await file.tidy();
    expect(filesIn(folder)).toMatchObject({ '2026-11-20.1.log.gz': linesOf(entries(0, 1)) });
  });

  it('that are too many do not move on with each new one, whoever deletes them', async () => {
    for (const code of [undefined, 'ENOENT']) {
      const folder = newFolder();
      const unlinkSync = (path: fs.PathLike): void => {
        fs.unlinkSync(path);
        if (code !== undefined) throw systemError(code);
      };
      const winston = { tailable: true, format: undefined };
      const fileSystem = fileSystemWith({ unlinkSync });
      const file = sinkIn(folder, { winston, maxBytes: 12, keep: { files: 2 }, fileSystem });
      await send(file, entries(10, 30));
      expect(filesIn(folder)).toEqual({
        'app.log': linesOf(entries(29, 30)),
        'app1.log': linesOf(entries(28, 29)),
        'app2.log': linesOf(entries(27, 28)),
      });
    }
  });

  it('that cannot be deleted are reported, and the others go', async () => {
    const folder = newFolder();
    const [refused] = putDays(folder, 3);
    const reports: unknown[] = [];
    const file = sinkIn(folder, {
      keep: { files: 0 },
      report: ({ name, error }) => void reports.push(name, (error as NodeJS.ErrnoException).code),
      fileSystem: fileSystemWith({
        promises: {
          ...fs.promises,
          unlink: (path) => (path === refused ? Promise.reject(systemError('EPERM')) : fs.promises.unlink(path)),
        },
      }),
    });
    await file.tidy();
    expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([refused]);
    expect(reports).toEqual(['file.failed', 'EPERM']);
  });
});

describe('what a crash has left', () => {
  /** A temporary file as a process of this machine makes it; those numbers are no process's. */
  async function temporaryName(folder: string): Promise<string> {
    const [path = ''] = putDays(folder, 1);
    let made = '';
    await sinkIn(folder, {
      compress: 'gzip',
      fileSystem: fileSystemWith({
        createWriteStream: ((target: string) => {
          made = target;
          throw systemError('EIO');
        }) as typeof fs.createWriteStream,
      }),
    }).tidy();
    expect(existsSync(path)).toBe(true);
    return made.replace(`-${process.pid}-`, '-999999999-');
  }

  it('in the middle of compression is cleared away, and the file compressed', async () => {
    const folder = newFolder();
    const temporary = await temporaryName(folder);
    put(temporary, 'half');
    await sinkIn(folder, { compress: 'gzip' }).tidy();
    const names = readdirSync(folder);
    expect(names).toHaveLength(1);
    expect(textOf(join(folder, names[0] ?? ''))).toBe('old\n');
  });

  it('is left to a process that is still at it', async () => {
    const folder = newFolder();
    const temporary = (await temporaryName(folder)).replace('-999999999-', `-${process.ppid}-`);
    put(temporary, 'half');
    await sinkIn(folder, { compress: 'gzip' }).tidy();
    expect(readdirSync(folder).sort()).toEqual([
      temporary.slice(folder.length + 1),
      expect.stringMatching(/\.1\.log$/),
    ]);
  });

  it('between the compressed file and the deletion is not doubled', async () => {
    const folder = newFolder();
    const [path = ''] = putDays(folder, 1);
    put(`${path}.gz`, gzipSync('old\n'), 1, now);
    await sinkIn(folder, { compress: 'gzip' }).tidy();
    expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([`${path}.gz`]);
  });

  it('is not mistaken for new lines under a name that was compressed before', async () => {
    const folder = newFolder();
    const path = join(folder, '2026-01-01.log');
    put(path, 'late\n', 1, now);
    put(`${path}.gz`, gzipSync('early\n'), 1, now);
    await sinkIn(folder, { filename: join(folder, '{date}.log'), compress: 'gzip' }).tidy();
    expect(filesIn(folder)).toEqual({ '2026-01-01.1.log.gz': 'late\n', '2026-01-01.log.gz': 'early\n' });
    expect(gunzipSync(fs.readFileSync(`${path}.gz`)).toString()).toBe('early\n');
  });

  it('is told from a file that came under its name while the two were compared', async () => {
    const folder = newFolder();
    const [first, second] = [join(folder, 'app1.log'), join(folder, 'app2.log')];
    put(join(folder, 'app.log'), 'current\n', 0, now);
    put(first, 'old\n', 1, now);
    put(`${first}.gz`, gzipSync('old\n'), 1, now);
    const createReadStream = (...args: Parameters<typeof fs.createReadStream>) => {
      const stream = fs.createReadStream(...args);
      if (args[0] === first && !existsSync(second)) {
        stream.once('end', () => {
          fs.renameSync(first, second);
          fs.writeFileSync(first, 'new\n');
        });
      }
      return stream;
    };
    const winston = { tailable: true, format: undefined };
    await sinkIn(folder, { winston, compress: 'gzip', fileSystem: fileSystemWith({ createReadStream }) }).tidy();
    expect(allLines(folder)).toEqual(['current', 'new', 'old', 'old']);
  });

  it('between the reserved name and the rename goes away, and counts for nothing', async () => {
    const folder = newFolder();
    const paths = putDays(folder, 2);
    put(join(folder, 'app.2026-01-01.1.log'), '', 1, now);
    await sinkIn(folder, { keep: { files: 2 } }).tidy();
    expect(
      readdirSync(folder)
        .map((name) => join(folder, name))
        .sort(),
    ).toEqual([...paths].sort());
  });
});
