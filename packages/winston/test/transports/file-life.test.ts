import { until } from '@tailrace/core/testing';
import fs, { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { EOL } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import { createLogger } from '../../src/logger/create-logger.ts';
import { File } from '../../src/transports/index.ts';
import { heard, infoOf, newFile, newFolder, stockFile } from './fixtures.ts';

afterEach(() => {
  vi.restoreAllMocks();
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
