import { createRecord, Diagnostics } from '@tailrace/core';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { EOL } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { FileTransport, type FileTransportOptions, fromWinstonFile } from '../src/index.ts';
import { StreamSink } from '../src/stream-sink.ts';
import { allLines, filesIn, newFolder } from './fixtures/files.ts';

/** Logs numbered lines of 10 bytes, one a turn, and ends. */
async function logged(options: FileTransportOptions, from: number, to: number): Promise<FileTransport> {
  const transport = new FileTransport({ diagnostics: new Diagnostics(), ...options });
  const log = winston.createLogger({
    format: winston.format.printf(({ message }) => String(message)),
    transports: [transport],
  });
  for (let n = from; n < to; n += 1) log.info(`line ${String(n).padStart(4, '0')}`);
  await transport.flush(5_000);
  await transport.tidy();
  log.end();
  await once(transport, 'finish');
  return transport;
}

function names(folder: string): string[] {
  return readdirSync(folder).sort();
}

function range(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, n) => `line ${String(from + n).padStart(4, '0')}\n`).join('');
}

describe('the options of Winston’s File', () => {
  it('maxsize: a new file with the next number, which a restart goes on with', async () => {
    const folder = newFolder();
    const options = { filename: join(folder, 'app.log'), maxsize: 30 };
    await logged(options, 0, 7);
    expect(filesIn(folder)).toEqual({ 'app.log': range(0, 3), 'app1.log': range(3, 6), 'app2.log': range(6, 7) });
    await logged(options, 7, 11);
    expect(filesIn(folder)).toMatchObject({ 'app2.log': range(6, 9), 'app3.log': range(9, 11) });
  });

  it('maxFiles: no more than that, the current one included, after a restart too', async () => {
    const folder = newFolder();
    const options = { filename: join(folder, 'app.log'), maxsize: 30, maxFiles: 2 };
    await logged(options, 0, 8);
    expect(names(folder)).toEqual(['app1.log', 'app2.log']);
    await logged(options, 8, 13);
    expect(filesIn(folder)).toEqual({ 'app3.log': range(9, 12), 'app4.log': range(12, 13) });
  });

  it('tailable: always the same file, and the one before it is the first', async () => {
    const folder = newFolder();
    await logged({ filename: join(folder, 'app.log'), maxsize: 30, maxFiles: 3, tailable: true }, 0, 14);
    expect(filesIn(folder)).toEqual({ 'app.log': range(12, 14), 'app1.log': range(9, 12), 'app2.log': range(6, 9) });
  });

  it('tailable without maxFiles goes on after the first file', async () => {
    const folder = newFolder();
    await logged({ filename: join(folder, 'app.log'), maxsize: 30, tailable: true }, 0, 11);
    expect(names(folder)).toEqual(['app.log', 'app1.log', 'app2.log', 'app3.log']);
    expect(allLines(folder)).toHaveLength(11);
  });

  it('zippedArchive: finished files are compressed, with both ways of naming', async () => {
    for (const tailable of [false, true]) {
      const folder = newFolder();
      const options = { filename: join(folder, 'app.log'), maxsize: 30, zippedArchive: true, tailable };
      await logged(options, 0, 7);
      await logged(options, 7, 10);
      const current = tailable ? 'app.log' : 'app3.log';
      expect(names(folder).filter((name) => !name.endsWith('.gz'))).toEqual([current]);
      expect(allLines(folder)).toEqual(range(0, 10).trimEnd().split('\n'));
    }
  });

  it('zippedArchive: the file that the next start goes on with is left alone before its first line', async () => {
    const folder = newFolder();
    for (const name of ['app.log', 'app1.log']) writeFileSync(join(folder, name), range(0, 1));
    const transport = new FileTransport({ filename: join(folder, 'app.log'), maxsize: 30, zippedArchive: true });
    await transport.tidy();
    expect(names(folder)).toEqual(['app.log.gz', 'app1.log']);
    transport.end();
  });

  it('rotationFormat: its word in place of the number, and a number where it says the same twice', async () => {
    const folder = newFolder();
    const rotationFormat = (): string => '-x';
    await logged({ filename: join(folder, 'app.log'), maxsize: 30, rotationFormat, maxFiles: 3 }, 0, 11);
    expect(filesIn(folder)).toEqual({
      'app-x.log': range(3, 6),
      'app-x.1.log': range(6, 9),
      'app-x.2.log': range(9, 11),
    });
  });

  it('dirname, with and without a filename', async () => {
    const folder = newFolder();
    await logged({ dirname: join(folder, 'a') }, 0, 1);
    await logged({ dirname: join(folder, 'b'), filename: 'elsewhere/own.log' }, 0, 1);
    expect(Object.keys(filesIn(folder)).sort()).toEqual([join('a', 'winston.log'), join('b', 'own.log')]);
  });

  it('eol and options: the ends of lines, the mode, and flags that begin an empty file once', async () => {
    const folder = newFolder();
    const filename = join(folder, 'app.log');
    writeFileSync(filename, 'of the last run\n');
    await logged({ filename, eol: '|\n', options: { flags: 'w' } }, 0, 2);
    expect(readFileSync(filename, 'utf8')).toBe('line 0000|\nline 0001|\n');
    await logged({ filename: join(folder, 'other.log'), options: { mode: 0o600 } }, 0, 1);
    expect(statSync(join(folder, 'other.log')).mode & 0o777).toBe(0o600);
  });

  it('lazy: the file is there from the start, or with the first line', () => {
    const folder = newFolder();
    const [eager, lazy] = [join(folder, 'eager.log'), join(folder, 'lazy.log')];
    const transports = [new FileTransport(fromWinstonFile({ filename: eager })), new FileTransport({ filename: lazy })];
    expect([existsSync(eager), existsSync(lazy)]).toEqual([true, false]);
    for (const transport of transports) transport.end();
  });

  it('stream: lines go to a stream that somebody else has opened', async () => {
    const stream = new PassThrough();
    const transport = new FileTransport({ stream });
    for (const message of ['one', 'two']) transport.record(createRecord({ message }));
    expect((await transport.flush(5_000)).pending).toBe(0);
    transport.end();
    await once(transport, 'finish');
    expect(String(stream.read()).trimEnd().split('\n')).toHaveLength(2);
    expect(stream.writableEnded).toBe(false);
  });

  it('stream: what a broken stream refuses is kept', async () => {
    const stream = new PassThrough();
    stream.on('error', () => {});
    stream.destroy();
    const transport = new FileTransport({ stream, diagnostics: new Diagnostics(), delivery: { endMillis: 1 } });
    transport.record(createRecord({ message: 'one' }));
    expect((await transport.flush(20)).pending).toBe(1);
    transport.end();
    await once(transport, 'finish');
  });

  it('stream: one that fails ends no process, and what it did not take is kept', async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    const transport = new FileTransport({ stream, diagnostics: new Diagnostics(), delivery: { endMillis: 1 } });
    const closed = new Promise((resolve) => stream.once('close', resolve));
    transport.record(createRecord({ message: 'one' }));
    await closed;
    expect((await transport.flush(20)).pending).toBe(1);
    transport.end();
    await once(transport, 'finish');
    expect(() => new StreamSink(stream, '\n').sendSync([])).toThrow('The stream has ended.');
  });

  it('without maxsize nothing is rotated, compressed or deleted', async () => {
    const folder = newFolder();
    const others = ['app1.log', 'app2.log'].map((name) => join(folder, name));
    for (const path of others) writeFileSync(path, 'not ours\n');
    const rotation = [{ maxFiles: 1 }, { zippedArchive: true }, { tailable: true }, { rotationFormat: () => 'x' }];
    for (const [index, options] of rotation.entries()) {
      const transport = new FileTransport({ filename: join(folder, 'app.log'), ...options });
      transport.record(createRecord({ message: String(index) }));
      await transport.flush(5_000);
      await transport.tidy();
      transport.end();
      await once(transport, 'finish');
    }
    expect(filesIn(folder)).toMatchObject({ 'app1.log': 'not ours\n', 'app2.log': 'not ours\n' });
    expect(filesIn(folder)['app.log']?.split('\n')).toHaveLength(5);
  });

  it('have Winston’s defaults where somebody stands in for it', () => {
    const given = { dirname: 'logs', maxFiles: null, eol: 7 } as never;
    expect(fromWinstonFile(given)).toEqual({ dirname: 'logs', eol: EOL, lazy: false });
    expect(fromWinstonFile({ filename: 'x', eol: '', lazy: true })).toMatchObject({ lazy: true });
  });

  it('do not go with ours that say the same, nor a stream with a file', () => {
    for (const options of [
      { filename: 'x', maxsize: 1, maxBytes: 2 },
      { filename: 'x', tailable: true, rotate: 'daily' },
      { filename: 'x', stream: new PassThrough() },
      { filename: 'x', maxFiles: 0 },
    ] as FileTransportOptions[]) {
      expect(() => new FileTransport(options)).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
    }
  });
});
