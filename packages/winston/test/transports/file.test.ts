import fs, { readFileSync, statSync, writeFileSync } from 'node:fs';
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

  it('says of itself what Winston’s says', async () => {
    const folder = newFolder();
    const given: FileOptions[] = [
      { filename: join(folder, 'a.log') },
      { dirname: folder, level: 'warn', silent: true, eol: '\r\n' },
      { filename: 'sub/b.log', dirname: folder, maxsize: 100, maxFiles: 3, tailable: true, name: 'mine' },
      { filename: join(folder, 'c.log'), zippedArchive: true, lazy: true, options: { flags: 'w', mode: 0o600 } },
      { filename: join(folder, 'd.log'), eol: 5 as never, handleExceptions: true, unknown: 1 } as FileOptions,
    ];
    const opened: Promise<unknown>[] = [];
    for (const options of given) {
      const lazy = options.lazy ?? false;
      const stock = stockFile({ ...options, lazy });
      expect(seen(newFile(options))).toEqual(seen(stock));
      if (!lazy) opened.push(heard(stock, 'open'));
    }
    // It would make its file while the folder is removed.
    await Promise.all(opened);
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
