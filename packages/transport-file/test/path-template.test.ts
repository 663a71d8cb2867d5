import { createRecord, type LogRecord } from '@tailrace/core';
import * as fc from 'fast-check';
import fs, { existsSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileSink, type FileSinkOptions } from '../src/index.ts';
import { allLines, entries, filesIn, fileSystemWith, newFolder, newSink, send, systemError } from './fixtures/files.ts';

const at = Date.UTC(2026, 10, 22, 23, 30);

function record(fields: Partial<LogRecord> = {}): LogRecord {
  return { ...createRecord({ message: 'm', level: 'info' }), timestamp: at, ...fields };
}

/** The path of a record, below the folder. */
function pathOf(filename: string, fields: Partial<LogRecord>, options: Partial<FileSinkOptions> = {}): string {
  const folder = join(sep, 'logs');
  const sink = new FileSink({ filename: join(folder, filename), timeZone: 'UTC', ...options });
  const route = sink.route?.(record(fields)) ?? '';
  return relative(folder, route.slice(route.indexOf(':') + 1));
}

function user(id: unknown): string {
  return pathOf('{user_id}.log', { attributes: { user_id: id } });
}

describe('a path with braces [A5]', () => {
  it('is filled in from the record and its attributes', () => {
    const fields = {
      level: 'warn',
      logger: 'app.db',
      service: 'api',
      host: 'node-1',
      process: 7,
      kind: 'llm.call',
      attributes: { user_id: 17, tenant: { name: 'acme' }, 'a.b': 'dotted' },
    };
    expect(pathOf('users/{user_id}/{date}.log', fields)).toBe(join('users', '17', '2026-11-22.log'));
    expect(pathOf('{kind}-{level}-{logger}-{service}-{host}-{process}-{date}T{hour}.log', fields)).toBe(
      'llm.call-warn-app.db-api-node-1-7-2026-11-22T23.log',
    );
    expect(pathOf('{tenant.name}/{a.b}.log', fields)).toBe(join('acme', 'dotted.log'));
  });

  it('has the day of the record in the time zone', () => {
    expect(pathOf('{date}T{hour}.log', {}, { timeZone: 'Asia/Tokyo' })).toBe('2026-11-23T08.log');
  });

  it('has a word where the record says nothing', () => {
    expect(pathOf('{user_id}/{service}.log', {})).toBe(join('none', 'none.log'));
    expect(user({ id: 1 })).toBe('none.log');
    expect(user('')).toBe('none.log');
    expect(user('none')).not.toBe('none.log');
    expect(pathOf('{constructor}.log', { attributes: {} })).toBe('none.log');
  });

  it('lets no value out of its folder, and no two values into one file', () => {
    for (const evil of [
      '..',
      '../../etc/passwd',
      'a/b',
      'a\\b',
      '.',
      '/',
      '~',
      '\0',
      'a\nb',
      '\u202e',
      '...',
      '.ssh',
    ]) {
      const path = user(evil);
      expect(path).not.toMatch(/[/\\\0\n~\u202e]/);
      expect(path).toMatch(/^[^.].*-[0-9a-f]{8}\.log$/);
    }
    expect(new Set(['a/b', 'a\\b', 'a_b', 'a b'].map(user)).size).toBe(4);
  });

  it('makes no names of devices, none that are too long, and none that look rotated', () => {
    for (const device of ['con', 'NUL', 'aux.txt', 'com1', 'LPT9.x']) expect(user(device)).toMatch(/^_/);
    expect(Buffer.byteLength(user('漢'.repeat(5000)))).toBeLessThan(230);
    expect(user('x.2026-11-22.1')).not.toContain('.2');
    const many = { attributes: { a: 'ä'.repeat(60), b: '漢'.repeat(60), c: 'c'.repeat(60) } };
    expect(Buffer.byteLength(pathOf('{a}{b}{c}.log', many))).toBeLessThan(230);
    expect(pathOf('{a}{b}{c}.log', many)).toMatch(/\.log$/);
    expect(user('Zoë@example.com')).toBe('Zoë@example.com.log');
  });

  it('keeps any value whatever within one name below the root', () => {
    const sink = newSink({ filename: join(newFolder(), '{user_id}.log') });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (value) => {
        const path = basename(sink.route?.(record({ attributes: { user_id: value } })) ?? '');
        expect(sink.route?.(record({ attributes: { user_id: value } }))).toBe(
          `0:${join(dirname(sink.destination), path)}`,
        );
        expect(path.split(/[/\\]/)).toHaveLength(1);
        expect(Buffer.byteLength(path)).toBeLessThan(240);
        expect(path.startsWith('.')).toBe(false);
      }),
    );
  });

  it('throws at creation for braces that hold no name', () => {
    for (const filename of ['{}.log', '{a b}.log', '{../x}.log', '{1}.log']) {
      expect(() => newSink({ filename })).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
    }
    expect(() => newSink({ filename: '{user_id}.log', currentLink: 'now.log' })).toThrow(/leads to one file/);
  });
});

describe('many files [A5]', () => {
  it('are open to a bounded number, and each has its lines in order', async () => {
    const folder = newFolder();
    let [open, most] = [0, 0];
    const sink = newSink({
      filename: join(folder, '{user_id}.log'),
      maxOpenFiles: 4,
      fileSystem: fileSystemWith({
        openSync: (...args: Parameters<typeof fs.openSync>) => {
          open += 1;
          most = Math.max(most, open);
          return fs.openSync(...args);
        },
        closeSync: (fd) => {
          open -= 1;
          fs.closeSync(fd);
        },
      }),
    });
    for (let n = 0; n < 60; n += 1) {
      const route = sink.route?.(record({ attributes: { user_id: `u${(n * 7) % 20}` } }));
      await send(sink, entries(n, n + 1, route));
    }
    expect(Object.keys(filesIn(folder))).toHaveLength(20);
    expect(most).toBe(4);
    for (const text of Object.values(filesIn(folder))) {
      const numbers = text.match(/\d+/g)?.map(Number) ?? [];
      expect(numbers).toHaveLength(3);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
  });

  it('are closed in part where the process may open no more [F4]', async () => {
    const folder = newFolder();
    let limit = 8;
    const sink = newSink({
      filename: join(folder, '{user_id}.log'),
      fileSystem: fileSystemWith({
        openSync: (...args: Parameters<typeof fs.openSync>) => {
          if (limit === 0) throw systemError('EMFILE');
          const fd = fs.openSync(...args);
          limit -= 1;
          return fd;
        },
        closeSync: (fd) => {
          limit += 1;
          fs.closeSync(fd);
        },
      }),
    });
    for (let n = 0; n < 30; n += 1) {
      const route = sink.route?.(record({ attributes: { user_id: n } }));
      await send(sink, entries(n, n + 1, route));
    }
    expect(allLines(folder)).toHaveLength(30);
  });

  it('that are begun anew are so once, however often they are closed and opened', async () => {
    const folder = newFolder();
    const sink = newSink({ filename: join(folder, '{user_id}.log'), flags: 'w', maxOpenFiles: 1 });
    for (let n = 0; n < 4; n += 1) {
      const route = sink.route?.(record({ attributes: { user_id: n % 2 } }));
      await send(sink, entries(n, n + 1, route));
    }
    expect(allLines(folder)).toHaveLength(4);
  });

  it('for kinds of records have a place and a rotation of their own', async () => {
    const folder = newFolder();
    const sink = newSink({
      filename: join(folder, 'app.log'),
      timeZone: 'UTC',
      kinds: { 'llm.call': { filename: join(folder, 'ai', 'responses.jsonl'), maxBytes: 25 } },
    });
    const [app, call] = [{}, { kind: 'llm.call' }].map((fields) => sink.route?.(record(fields)));
    await send(sink, [...entries(0, 3, app), ...entries(3, 6, call), ...entries(6, 7, app)]);
    expect(Object.values(filesIn(folder)).map((text) => text.match(/\d+/g)?.join(' '))).toEqual(
      expect.arrayContaining(['0 1 2 6', '3 4', '5']),
    );
    expect(existsSync(join(folder, 'ai', 'responses.jsonl'))).toBe(true);
    const wrong = { audit: { filename: 'x', maxbytes: 1 } } as never;
    expect(() => newSink({ filename: 'y', kinds: wrong })).toThrow(/kinds\['audit'\] has no option 'maxbytes'/);
  });
});
