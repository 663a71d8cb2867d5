import { until } from '@tailrace/core/testing';
import fs, { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { EOL } from 'node:os';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import TransportStream from 'winston-transport';
import { createLogger } from '../../src/logger/create-logger.ts';
import { File } from '../../src/transports/index.ts';
import type { FileOptions } from '../../src/transports/stock-transports.ts';
import { heard, infoOf, newFile, newFolder, stockFile } from './fixtures.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What everybody can see of a transport, but for what is made new for each. */
function seen(transport: object): Record<string, unknown> {
  const own = Object.entries(transport).filter(([name]) => !name.startsWith('_') && name !== 'domain');
  return Object.fromEntries(own);
}

describe('a File', () => {
  it('is one of Winston’s, and a transport', () => {
    const file = newFile({ filename: join(newFolder(), 'app.log') });
    expect(file).toBeInstanceOf(winston.transports.File);
    expect(file).toBeInstanceOf(TransportStream);
  });

  it('tells by its stream’s finish that all is in the file, for applications that wait for it', async () => {
    const filename = join(newFolder(), 'app.log');
    const file = newFile({ filename });
    await heard(file, 'open');
    for (let n = 0; n < 100; n += 1) file.write(infoOf(`line ${n}`) as never);
    const finished = new Promise((resolve) => file._dest?.on('finish', resolve));
    file.end();
    await finished;
    expect(readFileSync(filename, 'utf8').split(EOL)).toHaveLength(101);
  });

  it('says of itself what Winston’s says', () => {
    const folder = newFolder();
    const given: FileOptions[] = [
      { filename: join(folder, 'a.log') },
      { dirname: folder, level: 'warn', silent: true, eol: '\r\n' },
      { filename: 'sub/b.log', dirname: folder, maxsize: 100, maxFiles: 3, tailable: true, name: 'mine' },
      { filename: join(folder, 'c.log'), zippedArchive: true, lazy: true, options: { flags: 'w', mode: 0o600 } },
      { filename: join(folder, 'd.log'), eol: 5 as never, handleExceptions: true, unknown: 1 } as FileOptions,
    ];
    for (const options of given) {
      expect(seen(newFile(options))).toEqual(seen(stockFile({ ...options, lazy: options.lazy ?? false })));
    }
  });

  it('refuses what Winston’s refuses, in its words', () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const stream = new Writable();
    const folder = newFolder();
    const outcome = (make: () => object): unknown => {
      try {
        make();
        return 'made';
      } catch (error) {
        return (error as Error).message;
      }
    };
    const given = [{}, { stream, maxsize: 1 }, { stream: true, filename: true }, { filename: '' }, { filename: 7 }];
    for (const options of [...given, { stream, filename: join(folder, 'x'), lazy: true }] as FileOptions[]) {
      expect(outcome(() => new File(options))).toBe(outcome(() => stockFile(options)));
    }
    expect(() => new File()).toThrow('Cannot log to file without filename or stream.');
  });

  it('makes missing folders at creation, and the file with the next turn unless it is lazy', async () => {
    const folder = newFolder();
    const [eager, lazy] = [join(folder, 'a', 'b', 'eager.log'), join(folder, 'c', 'lazy.log')];
    const file = newFile({ filename: eager });
    const later = newFile({ filename: lazy, lazy: true });
    expect(fs.existsSync(dirname(eager))).toBe(true);
    expect(fs.existsSync(dirname(lazy))).toBe(true);
    expect(await heard(file, 'open')).toEqual([eager]);
    expect(fs.existsSync(eager)).toBe(true);
    expect(fs.existsSync(lazy)).toBe(false);
    later.log(infoOf('first'));
    expect(await heard(later, 'open')).toEqual([lazy]);
  });

  it('makes files with the permissions that Winston’s have', async () => {
    const folder = newFolder();
    for (const [n, options] of [undefined, { mode: 0o600 }, { flags: 'a', mode: 0o644 }].entries()) {
      const [ours, theirs] = [join(folder, `ours${n}`), join(folder, `theirs${n}`)];
      const given = options === undefined ? {} : { options };
      const transports = [newFile({ filename: ours, ...given }), stockFile({ filename: theirs, ...given })];
      await Promise.all(transports.map((each) => heard(each, 'open')));
      expect(statSync(ours).mode).toBe(statSync(theirs).mode);
    }
  });

  it('begins the file anew where Winston’s does, by its flags', async () => {
    for (const options of [{ flags: 'w' }, { flags: 'a' }, { mode: 0o644 }]) {
      const texts = [];
      for (const make of [newFile, stockFile]) {
        const filename = join(newFolder(), 'app.log');
        writeFileSync(filename, 'before\n');
        const file = make({ filename, options });
        await heard(file, 'open');
        file.log(infoOf('after'), () => {});
        file.end();
        await heard(file, 'finish');
        texts.push(readFileSync(filename, 'utf8'));
      }
      expect(texts[0]).toBe(texts[1]);
    }
  });
});

describe('lines in a file', () => {
  const texts = ['plain', '', 'with ü and 𝄞', 'two\nlines', 'x'.repeat(40_000), 'lone \ud800 half', undefined, null, 7];

  for (const eol of [undefined, '\r\n', '', ' |\n']) {
    it(`are what Winston writes, byte for byte, ended by ${JSON.stringify(eol)}`, async () => {
      const filename = join(newFolder(), 'app.log');
      const file = newFile({ filename, ...(eol !== undefined && { eol }) });
      for (const text of texts) file.log(infoOf(text));
      file.end();
      await heard(file, 'finish');
      const expected = texts.map((text) => `${text}${eol ?? EOL}`).join('');
      expect(readFileSync(filename).equals(Buffer.from(expected))).toBe(true);
    });
  }

  it('are all there at finish, long ones too [complaint 3]', async () => {
    const filename = join(newFolder(), 'app.log');
    const log = createLogger({ transports: [newFile({ filename })], format: winston.format.json() });
    const pad = 'x'.repeat(2_048);
    for (let n = 0; n < 5_000; n += 1) log.info(`${n} ${pad}`);
    log.end();
    await heard(log, 'finish');
    const lines = readFileSync(filename, 'utf8').trimEnd().split(EOL);
    expect(lines.map((line) => Number.parseInt((JSON.parse(line) as { message: string }).message, 10))).toEqual(
      Array.from({ length: 5_000 }, (_, n) => n),
    );
  });

  it('are there when flush resolves, and logged comes when they are', async () => {
    const filename = join(newFolder(), 'app.log');
    const file = newFile({ filename });
    const info = infoOf('told');
    const told = heard(file, 'logged');
    file.log(info);
    expect(await told).toEqual([info]);
    expect(readFileSync(filename, 'utf8')).toBe(`told${EOL}`);
    file.log(infoOf('flushed'));
    expect(await file.flush()).toMatchObject({ pending: 0 });
    expect(readFileSync(filename, 'utf8')).toBe(`told${EOL}flushed${EOL}`);
  });

  it('go at once after a pause, and together in a burst', async () => {
    const filename = join(newFolder(), 'app.log');
    const file = newFile({ filename });
    await heard(file, 'open');
    file.log(infoOf('alone'));
    await until(() => statSync(filename).size > 0);
    const writes = vi.spyOn(fs, 'writeSync');
    for (let n = 0; n < 1_000; n += 1) file.log(infoOf(`${n}`));
    await file.flush();
    expect(writes.mock.calls.length).toBeLessThan(10);
  });

  it('are not made for a silent transport', async () => {
    const filename = join(newFolder(), 'app.log');
    const file = newFile({ filename, silent: true, lazy: true });
    file.log(infoOf('silent'), () => {});
    expect(await file.flush()).toEqual({ delivered: 0, pending: 0 });
    expect(fs.existsSync(filename)).toBe(false);
  });

  it('of two Files on one file stay whole, and none is lost', async () => {
    const filename = join(newFolder(), 'app.log');
    const files = [newFile({ filename }), newFile({ filename })];
    for (let n = 0; n < 2_000; n += 1) files[n % 2]?.log(infoOf(`${n}`.repeat(50)));
    await Promise.all(files.map((file) => file.flush()));
    const lines = readFileSync(filename, 'utf8').trimEnd().split(EOL);
    expect(new Set(lines)).toEqual(new Set(Array.from({ length: 2_000 }, (_, n) => `${n}`.repeat(50))));
    expect(lines).toHaveLength(2_000);
  });

  it('come to a file that was deleted, with its folder, as a new one', async () => {
    const filename = join(newFolder(), 'logs', 'app.log');
    const file = newFile({ filename });
    await heard(file, 'open');
    fs.rmSync(dirname(filename), { recursive: true });
    file.log(infoOf('again'));
    await file.flush();
    expect(readFileSync(filename, 'utf8')).toBe(`again${EOL}`);
  });
});

describe('the life of a File', () => {
  it('goes on after close, which brings everything to the file and lets go of it', async () => {
    const filename = join(newFolder(), 'app.log');
    const file = newFile({ filename });
    const events: string[] = [];
    for (const event of ['flush', 'closed']) file.on(event, () => events.push(event));
    file.log(infoOf('before'));
    await new Promise<void>((resolve) => file.close(resolve));
    expect(readFileSync(filename, 'utf8')).toBe(`before${EOL}`);
    await until(() => events.length === 2);
    expect(events).toEqual(['flush', 'closed']);
    file.log(infoOf('after'));
    await file.flush();
    expect(readFileSync(filename, 'utf8')).toBe(`before${EOL}after${EOL}`);
  });

  it('survives a logger that is configured anew with it', async () => {
    const filename = join(newFolder(), 'app.log');
    const file = newFile({ filename });
    const format = winston.format.printf(({ message }) => String(message));
    const log = createLogger({ transports: [file], format });
    log.info('first');
    log.configure({ transports: [file], format });
    log.info('second');
    log.end();
    await heard(log, 'finish');
    expect(readFileSync(filename, 'utf8')).toBe(`first${EOL}second${EOL}`);
  });

  it('belongs to more than ten loggers without a warning [complaint 22]', async () => {
    const warned = vi.spyOn(process, 'emitWarning');
    const filename = join(newFolder(), 'app.log');
    const file = newFile({ filename });
    const format = winston.format.printf(({ message }) => String(message));
    const logs = Array.from({ length: 15 }, () => createLogger({ transports: [file], format }));
    for (const [n, log] of logs.entries()) log.info(`${n}`);
    await file.flush();
    expect(readFileSync(filename, 'utf8').trimEnd().split(EOL)).toEqual(logs.map((_, n) => `${n}`));
    expect(warned).not.toHaveBeenCalled();
  });

  it('tells of a file that cannot be opened by warn, keeps the lines, and writes them when it can be [complaint 19]', async () => {
    const folder = newFolder();
    const filename = join(folder, 'app.log');
    mkdirSync(filename);
    const file = newFile({ filename });
    const error = vi.fn();
    file.on('error', error);
    const [warning] = await heard(file, 'warn');
    expect(warning).toMatchObject({ message: expect.stringContaining('could not be opened'), code: 'EISDIR' });
    const again = heard(file, 'warn');
    file.log(infoOf('kept'));
    expect((await again)[0]).toMatchObject({ code: 'EISDIR', syscall: 'open' });
    fs.rmdirSync(filename);
    expect(await file.flush()).toMatchObject({ pending: 0 });
    expect(readFileSync(filename, 'utf8')).toBe(`kept${EOL}`);
    expect(error).not.toHaveBeenCalled();
  });

  it('throws at creation where its folder cannot be made, as Winston’s does', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    const options = { filename: join(folder, 'file', 'sub', 'app.log') };
    const codeOf = (make: () => unknown): unknown => {
      try {
        return make();
      } catch (error) {
        return (error as NodeJS.ErrnoException).code;
      }
    };
    expect(codeOf(() => new File(options))).toBe('ENOTDIR');
    expect(codeOf(() => stockFile(options))).toBe('ENOTDIR');
  });
});

describe('a File that writes to a stream', () => {
  it('is Winston’s own, with its notice', async () => {
    const notice = vi.spyOn(console, 'warn').mockReturnValue();
    const filename = join(newFolder(), 'app.log');
    const stream = fs.createWriteStream(filename);
    const file = new File({ stream });
    expect(notice.mock.calls[0]?.[0]).toContain('Use winston.transports.Stream');
    const log = createLogger({
      transports: [file],
      format: winston.format.printf(({ message }) => String(message)),
    });
    for (let n = 0; n < 3_000; n += 1) log.info(`${n}`);
    log.end();
    await heard(log, 'finish');
    expect(readFileSync(filename, 'utf8').trimEnd().split(EOL)).toHaveLength(3_000);
  });
});

describe('query and stream', () => {
  it('find what was logged just now', async () => {
    const file = newFile({ filename: join(newFolder(), 'app.log') });
    const format = winston.format.combine(winston.format.timestamp(), winston.format.json());
    const log = createLogger({ transports: [file], format });
    for (let n = 0; n < 30; n += 1) log.info(`m${n}`, { n });
    const query = (options: object): Promise<{ n: number }[]> =>
      new Promise((resolve, reject) =>
        file.query(options, (error: Error | null, found: { n: number }[]) => (error ? reject(error) : resolve(found))),
      );
    expect((await query({})).map(({ n }) => n)).toEqual([29, 28, 27, 26, 25, 24, 23, 22, 21, 20]);
    expect(await query({ order: 'asc', rows: 2, fields: ['n'], start: 3 })).toEqual([{ n: 3 }, { n: 4 }]);
    const found = await new Promise<unknown>((resolve) =>
      (log as unknown as winston.Logger).query({ limit: 1 } as never, (_: unknown, all: unknown) => resolve(all)),
    );
    expect(found).toMatchObject({ file: [{ n: 29 }] });
  });

  it('answers nothing where there is no file yet', async () => {
    const file = newFile({ filename: join(newFolder(), 'app.log'), lazy: true });
    const found = await new Promise((resolve) => file.query((_: unknown, all: unknown) => resolve(all)));
    expect(found).toEqual([]);
  });

  it('stream tells each line that comes, with what was there before where it is asked for', async () => {
    const file = newFile({ filename: join(newFolder(), 'app.log') });
    await heard(file, 'open');
    file.log(infoOf('{"n":1}'));
    const stream = file.stream({ start: -1 }) as NodeJS.ReadableStream & { destroy(): void };
    expect(await heard(stream, 'log')).toEqual([{ n: 1 }]);
    stream.destroy();
  });
});
