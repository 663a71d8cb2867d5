import { Diagnostics } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import * as fc from 'fast-check';
import fs, { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileTransport, type FileTransportOptions } from '../src/index.ts';
import { entries, filesIn, fileSystemWith, newFolder, newSink, send, systemError } from './fixtures/files.ts';

const LEVEL = Symbol.for('level');
const MESSAGE = Symbol.for('message');

type OneEntry = ReturnType<typeof entries>[number];

function entryOf(id: string, body: string): OneEntry {
  return { id, timestamp: 0, severity: 9, route: '', body };
}

/** Lines as they come when they were joined. */
function joined(id: string, lines: readonly string[]): OneEntry {
  const parts = lines.map((line, index) => entryOf(`${id}.${index}`, line));
  return { ...entryOf(id, lines.join('\n')), records: lines.length, parts };
}

function log(transport: FileTransport, text: string): void {
  transport.log({ level: 'info', [LEVEL]: 'info', [MESSAGE]: text });
}

describe('joined lines', () => {
  const batches = fc.array(fc.array(fc.stringMatching(/^[a-zü𝄞]{0,30}$/u), { minLength: 1, maxLength: 12 }), {
    minLength: 1,
    maxLength: 8,
  });
  for (const winston of [undefined, { tailable: false, format: undefined, overshoots: true, eager: true }]) {
    it(`end their files where single ones would, ${winston === undefined ? 'by size' : 'as Winston does'}`, async () => {
      await fc.assert(
        fc.asyncProperty(batches, fc.integer({ min: 1, max: 200 }), async (given, maxBytes) => {
          const found = [];
          for (const isJoined of [true, false]) {
            const folder = newFolder();
            const options = winston === undefined ? {} : { winston };
            const sink = newSink({ filename: join(folder, 'app.log'), maxBytes, clock: new FakeClock(), ...options });
            for (const [n, lines] of given.entries()) {
              const single = lines.map((line, index) => entryOf(`${n}.${index}`, line));
              await send(sink, isJoined ? [joined(`${n}`, lines)] : single);
            }
            found.push(filesIn(folder));
          }
          expect(found[0]).toEqual(found[1]);
        }),
        { numRuns: 25 },
      );
    });
  }

  it('that the disk takes only in part are continued where the writing stopped', async () => {
    const folder = newFolder();
    const filename = join(folder, 'app.log');
    let room = Number.POSITIVE_INFINITY;
    const fileSystem = fileSystemWith({
      writeSync: ((fd: number, bytes: Uint8Array, at: number, length: number) => {
        if (length > 0 && room <= 0) throw systemError('ENOSPC');
        const written = fs.writeSync(fd, bytes, at, Math.min(length, room));
        room -= written;
        return written;
      }) as typeof fs.writeSync,
    });
    const sink = newSink({ filename, fileSystem });
    const block = joined('b', ['first', 'second', 'third']);
    room = 9;
    await expect(send(sink, [block])).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(readFileSync(filename, 'utf8')).toBe('first\nsec');
    room = Number.POSITIVE_INFINITY;
    await send(sink, [block]);
    expect(readFileSync(filename, 'utf8')).toBe('first\nsecond\nthird\n');
    // Somebody has emptied the file: what was in it as a whole is not written again.
    const later = joined('c', ['fourth', 'fifth']);
    room = 9;
    await expect(send(sink, [later])).rejects.toMatchObject({ code: 'ENOSPC' });
    truncateSync(filename);
    room = Number.POSITIVE_INFINITY;
    await send(sink, [later]);
    expect(readFileSync(filename, 'utf8')).toBe('fifth\n');
  });

  it('come from a transport without a formatter, and every one of a burst is there', async () => {
    const filename = join(newFolder(), 'app.log');
    const transport = new FileTransport({ filename, diagnostics: new Diagnostics() });
    const lines = Array.from({ length: 30_000 }, (_, n) => `line ${n} ${'ü'.repeat(n % 7)}`);
    for (const line of lines) log(transport, line);
    expect(await transport.flush()).toMatchObject({ pending: 0 });
    expect(readFileSync(filename, 'utf8')).toBe(`${lines.join('\n')}\n`);
    expect(transport.counts().sends).toBeLessThan(100);
    transport.end();
  });
});

describe('a file that cannot be written for ten minutes', () => {
  it('has all lines within a second after it can be', async () => {
    const clock = new FakeClock();
    const filename = join(newFolder(), 'missing', 'app.log');
    const options: FileTransportOptions = {
      filename,
      mkdir: false,
      diagnostics: new Diagnostics(),
      delivery: { clock },
    };
    const transport = new FileTransport(options);
    for (let n = 0; n < 600; n += 1) {
      log(transport, `line ${n}`);
      await clock.advance(1_000);
    }
    expect(transport.books()).toMatchObject({ accepted: 600, pending: 600 });
    fs.mkdirSync(join(filename, '..'));
    for (let waited = 0; waited < 1_000; waited += 100) await clock.advance(100);
    expect(transport.books()).toMatchObject({ delivered: 600, pending: 0 });
    expect(readFileSync(filename, 'utf8').split('\n')).toHaveLength(601);
    transport.end();
  });
});

describe('files that are full when Winston says so', () => {
  const winston = { tailable: false, format: undefined, overshoots: true };
  const one = (n: number) => [entryOf(`${n}`, `line ${n}`)];

  it('may be exceeded by their last line, and the next is there at once', async () => {
    const folder = newFolder();
    const heard: string[] = [];
    const sink = newSink({
      filename: join(folder, 'app.log'),
      maxBytes: 10,
      winston: { ...winston, eager: true },
      opened: (path) => heard.push(`opened ${path.slice(folder.length + 1)}`),
      turned: (from, to) => heard.push(`turned ${from.slice(folder.length + 1)} ${to.slice(folder.length + 1)}`),
    });
    for (let n = 1; n <= 4; n += 1) await send(sink, one(n));
    expect(filesIn(folder)).toEqual({ 'app.log': 'line 1\nline 2\n', 'app1.log': 'line 3\nline 4\n', 'app2.log': '' });
    expect(heard).toEqual([
      'opened app.log',
      'turned app.log app1.log',
      'opened app1.log',
      'turned app1.log app2.log',
      'opened app2.log',
    ]);
  });

  it('are noticed one line late where lines come together and files are lazy, and at once where they are not', async () => {
    const together = Array.from({ length: 4 }, (_, n) => one(n + 1)).flat();
    for (const [eager, expected] of [
      [true, { 'app.log': 'line 1\nline 2\n', 'app1.log': 'line 3\nline 4\n', 'app2.log': '' }],
      [false, { 'app.log': 'line 1\nline 2\nline 3\n', 'app1.log': 'line 4\n' }],
    ] as const) {
      const folder = newFolder();
      const sink = newSink({ filename: join(folder, 'app.log'), maxBytes: 10, winston: { ...winston, eager } });
      await send(sink, together);
      expect(filesIn(folder)).toEqual(expected);
    }
  });

  it('are deleted with the turn that makes them too many, and small ones compressed', async () => {
    const folder = newFolder();
    const sink = newSink({
      filename: join(folder, 'app.log'),
      maxBytes: 7,
      keep: { files: 2 },
      compress: 'gzip',
      winston: { ...winston, eager: true },
    });
    for (let n = 1; n <= 4; n += 1) await send(sink, one(n));
    expect(filesIn(folder)).toEqual({ 'app2.log.gz': 'line 3\n', 'app3.log.gz': 'line 4\n', 'app4.log': '' });
  });

  it('are left behind when the file is opened that was full already', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'app.log'), 'a full file\n');
    const sink = newSink({ filename: join(folder, 'app.log'), maxBytes: 10, winston: { ...winston, eager: true } });
    sink.openFile();
    expect(filesIn(folder)).toEqual({ 'app.log': 'a full file\n', 'app1.log': '' });
  });

  it('are nobody else’s to tidy up: what another File of the same name has finished stays as it is', async () => {
    const folder = newFolder();
    const clock = new FakeClock();
    const filename = join(folder, 'app.log');
    const options = { filename, maxBytes: 7, winston: { ...winston, eager: true }, clock };
    const other = newSink({ ...options, compress: 'gzip', keep: { files: 1 } });
    other.openFile();
    const sink = newSink(options);
    for (let n = 1; n <= 3; n += 1) await send(sink, one(n));
    await clock.advance(10_000);
    expect(Object.keys(filesIn(folder)).sort()).toEqual(['app.log', 'app1.log', 'app2.log', 'app3.log']);
  });

  it('stay readable and are tried again where they cannot be compressed', async () => {
    const folder = newFolder();
    const fileSystem = fileSystemWith({
      fsyncSync: () => {
        throw systemError('EIO');
      },
    });
    const sink = newSink({
      filename: join(folder, 'app.log'),
      maxBytes: 7,
      compress: 'gzip',
      winston: { ...winston, eager: true },
      fileSystem,
    });
    await send(sink, one(1));
    expect(filesIn(folder)).toEqual({ 'app.log': 'line 1\n', 'app1.log': '' });
    await sink.tidy();
    expect(filesIn(folder)).toEqual({ 'app.log.gz': 'line 1\n', 'app1.log': '' });
  });
});
