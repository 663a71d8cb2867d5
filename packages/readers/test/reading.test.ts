import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { LineReader, readRecords } from '../src/index.ts';
import { collect, pieces, read } from './collect.ts';

const folder = mkdtempSync(join(tmpdir(), 'tailrace-readers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array, changed?: Date): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  if (changed !== undefined) utimesSync(path, changed, changed);
  return path;
}

const JAVA = [
  '2026-01-31 12:00:00.123 [main] ERROR com.example.App - request failed',
  'java.lang.IllegalStateException: no connection',
  '\tat com.example.Db.open(Db.java:12)',
  'Caused by: java.io.IOException: refused',
  '\t... 12 more',
  '2026-01-31 12:00:01.000 [main] INFO com.example.App - next',
];

describe('lines that belong together', () => {
  it('joins a Java stack trace to its record, as its error', async () => {
    const { entries } = await collect(pieces(JAVA.join('\n')));
    expect(entries.map((entry) => entry.lines)).toEqual([5, 1]);
    expect(entries[0]?.record).toMatchObject({
      message: 'request failed',
      error: { name: 'java.lang.IllegalStateException', message: 'no connection', stack: JAVA.slice(1, 5).join('\n') },
    });
    expect(entries[0]?.raw).toBe(JAVA.slice(0, 5).join('\n'));
  });

  it('joins a Python traceback with its last line, even where records stand alone', async () => {
    const { entries } = await collect(
      pieces('starting\nTraceback (most recent call last):\n  File "a.py", line 1\nValueError: no\nstopped\n'),
    );
    expect(entries.map((entry) => entry.raw.split('\n').length)).toEqual([1, 3, 1]);
    expect(entries[1]?.record.error).toMatchObject({ name: 'ValueError', message: 'no' });
  });

  it('joins the frames of a JavaScript error to the line that names it', async () => {
    const [record, next] = await read('TypeError: x is not a function\n    at go (a.js:1:2)\nlistening\n');
    expect(record).toMatchObject({
      message: 'TypeError: x is not a function',
      error: { name: 'TypeError', message: 'x is not a function' },
    });
    expect(next?.message).toBe('listening');
  });

  it('takes no longer over lines that are made to be slow', async () => {
    const hostile = [
      `${'Error'.repeat(100_000)} !`,
      'a.'.repeat(200_000),
      `${'x=1 '.repeat(100_000)}"`,
      `Jan 31 10:00:00 h ${'[1'.repeat(150_000)}`,
      `2026-01-31 12:00:00,000 - INFO [${':a'.repeat(150_000)}`,
    ];
    for (const line of hostile) {
      const { report } = await collect(pieces(`2026-01-31T12:00:00Z info: x\n${line}\n    at y\n${line}\n`));
      expect(report.lines).toBe(4);
    }
  });

  it('keeps other further lines in the message', async () => {
    const [record] = await read(
      '2026-01-31 12:00:00,123 - app - INFO - table:\na | b\n\n1 | 2\n2026-01-31 12:00:00,124 - app - INFO - end\n',
    );
    expect(record?.message).toBe('table:\na | b\n\n1 | 2');
  });

  it('does not join text to a JSON record, and reads both in one file', async () => {
    const { entries } = await collect(
      pieces('{"level":"info","message":"a"}\nServer crashed\n{"level":"info","message":"b"}\n'),
    );
    expect(entries.map((entry) => [entry.format, entry.record.message])).toEqual([
      ['winston', 'a'],
      ['text', 'Server crashed'],
      ['winston', 'b'],
    ]);
  });

  it('begins a new record after as many lines as a record may have', async () => {
    const { entries, report } = await collect(pieces(`2026-01-31 12:00:00 x\n${'  more\n'.repeat(25)}`), {
      maxRecordLines: 10,
    });
    expect(entries.map((entry) => entry.lines)).toEqual([10, 10, 6]);
    expect(report.lines).toBe(26);
  });
});

describe('every line', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '',
      '  ',
      '\tat a.b(C.java:1)',
      'Caused by: x',
      '}',
      '{"level":"info","message":"m"}',
      '{"level":30,"time":1,',
      JAVA[0] ?? '',
    ),
    fc.constantFrom(
      'Dec 10 06:55:46 LabSZ sshd[1]: x',
      'Traceback (most recent call last):',
      'ValueError: 1',
      'a=1 level=info b=2',
      '#Fields: a b',
    ),
    fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replace(/[\r\n\ufeff]/g, '')),
  );

  it('ends in exactly one record, whatever the lines and wherever the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        async (lines, size, crlf) => {
          const text = lines.map((each) => each + (crlf ? '\r\n' : '\n')).join('');
          const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? [];
          const { entries, report } = await collect(pieces(...chunks));
          expect(entries.flatMap((entry) => entry.raw.split('\n'))).toEqual(lines);
          expect(report.lines).toBe(lines.length);
          let next = 1;
          for (const entry of entries) {
            expect(entry.line).toBe(next);
            next += entry.lines;
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives the same records for any bytes, whole or in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 5, maxLength: 200 }),
        fc.integer({ min: 4, max: 50 }),
        async (bytes, size) => {
          const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          );
          const whole = await collect(pieces(bytes), { defaultTime: 0, format: 'text' });
          const split = await collect(pieces(...parts), { defaultTime: 0, format: 'text' });
          expect(split.records).toEqual(whole.records);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('identity [G4]', () => {
  it('is the same when a file is read again, grew, was moved or compressed', async () => {
    const first = await collect(file('a.log', 'Dec 10 06:55:46 h a: 1\nDec 10 06:55:46 h a: 1\n'), { year: 2025 });
    const ids = first.records.map((record) => record.id);
    expect(new Set(ids).size).toBe(2);
    const text = 'Dec 10 06:55:46 h a: 1\r\nDec 10 06:55:46 h a: 1\r\nDec 10 06:55:47 h a: 2\r\n';
    const grown = await collect(file('b.log.1.gz', gzipSync(text)), { year: 2025 });
    expect(grown.records.slice(0, 2).map((record) => record.id)).toEqual(ids);
    expect(grown.records).toHaveLength(3);
  });

  it('differs between files that begin differently, or are said to be different', async () => {
    const line = '2026-01-31T12:00:00Z info: same\n';
    const ids = [
      ...(await read(line)),
      ...(await read(line, { origin: 'web-1' })),
      ...(await read(line, { origin: 'web-2' })),
      ...(await read(`2026-01-30T12:00:00Z info: other\n${line}`)).slice(1),
    ].map((record) => record.id);
    expect(new Set(ids).size).toBe(4);
  });

  it('is a UUIDv7 of the record’s time', async () => {
    const [record] = await read('2026-01-31T12:00:00.123Z info: x\n');
    expect(record?.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(Number.parseInt(record?.id.replaceAll('-', '').slice(0, 12) ?? '', 16)).toBe(
      Date.UTC(2026, 0, 31, 12, 0, 0, 123),
    );
  });
});

describe('time', () => {
  const year = (records: readonly { timestamp: number }[]): number[] =>
    records.map(({ timestamp }) => new Date(timestamp).getUTCFullYear());

  it('takes the latest year that is not after the file’s last change', async () => {
    const path = file(
      'year.log',
      'Dec 31 23:59:59 h a: x\nJan  1 00:00:01 h a: y\nFeb 29 10:00:00 h a: z\n',
      new Date('2025-01-02T00:00:00Z'),
    );
    expect(year((await collect(path)).records)).toEqual([2024, 2025, 2024]);
  });

  it('takes the year that is given, and turns it over at new year', async () => {
    const records = await read('Dec 31 23:59:59 h a: x\nJan  1 00:00:01 h a: y\nDec 31 23:59:59 h a: late\n', {
      year: 2009,
    });
    expect(year(records)).toEqual([2009, 2010, 2009]);
  });

  it.each([
    ['UTC', '2026-07-01T12:00:00.000Z'],
    ['+02:00', '2026-07-01T10:00:00.000Z'],
    ['Europe/Berlin', '2026-07-01T10:00:00.000Z'],
    ['America/New_York', '2026-07-01T16:00:00.000Z'],
  ])('reads times without a zone as %s', async (timeZone, expected) => {
    const [record] = await read('2026-07-01 12:00:00 x\n', { timeZone });
    expect(new Date(record?.timestamp ?? 0).toISOString()).toBe(expected);
  });

  it('knows winter from summer', async () => {
    const records = await read('2026-01-01 12:00:00 x\n2026-07-01 12:00:00 x\n', { timeZone: 'Europe/Berlin' });
    expect(records.map((record) => new Date(record.timestamp).getUTCHours())).toEqual([11, 10]);
  });

  it('reads the hours around a change of the clock', async () => {
    const records = await read('2026-03-29 01:30:00 x\n2026-03-29 03:30:00 x\n', { timeZone: 'Europe/Berlin' });
    expect(records.map((record) => new Date(record.timestamp).toISOString())).toEqual([
      '2026-03-29T00:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
    ]);
  });

  it('gives a line without a time that of the line before, and the first the file’s last change', async () => {
    const path = file(
      'plain.log',
      'banner\n{"level":"info","message":"x","timestamp":"2026-01-31T12:00:00Z"}\nstray\n',
      new Date('2026-02-01T00:00:00Z'),
    );
    const { records } = await collect(path);
    expect(records.map((record) => new Date(record.timestamp).toISOString().slice(0, 10))).toEqual([
      '2026-02-01',
      '2026-01-31',
      '2026-01-31',
    ]);
  });

  it('takes no impossible time', async () => {
    const [record] = await read('2026-02-30T25:61:00Z info: x\n', { defaultTime: 5 });
    expect(record).toMatchObject({ timestamp: 5, message: '2026-02-30T25:61:00Z info: x' });
  });
});

describe('bytes', () => {
  it('reads CRLF, a byte-order mark, UTF-16 and bytes that are not UTF-8', async () => {
    expect((await read('\ufeffone\r\ntwo\r\n')).map((record) => record.message)).toEqual(['one', 'two']);
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('eins\nzwei ü\n', 'utf16le')]);
    expect((await collect(pieces(utf16))).records.map((record) => record.message)).toEqual(['eins', 'zwei ü']);
    const broken = Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x0a, 0x63]);
    expect((await collect(pieces(broken))).records.map((record) => record.message)).toEqual(['aÿþb', 'c']);
  });

  it('cuts a line that is too long, marks it, and goes on', async () => {
    const { records, report } = await collect(pieces(`${'x'.repeat(100)}\nnext\n`), { maxLineLength: 20 });
    expect(records[0]).toMatchObject({ message: `${'x'.repeat(20)}…`, attributes: { cut_characters: 80 } });
    expect(records[1]?.message).toBe('next');
    expect(report.cutLines).toBe(1);
  });

  it('holds no more of an endless line than it may', async () => {
    async function* endless(): AsyncGenerator<string> {
      for (let index = 0; index < 2000; index += 1) {
        await Promise.resolve();
        yield 'y'.repeat(65_536);
      }
    }
    const { records } = await collect(endless(), { maxLineLength: 1000 });
    expect(records[0]?.attributes).toEqual({ cut_characters: 2000 * 65_536 - 1000 });
  });

  it('reads several gzip members, and what a damaged file still holds', async () => {
    const two = Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]);
    expect((await collect(file('two.gz', two))).records.map((record) => record.message)).toEqual(['one', 'two']);
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} ${Math.imul(index, 2654435761)}`).join(
      '\n',
    );
    const whole = gzipSync(lines);
    const { records, report } = await collect(file('cut.gz', whole.subarray(0, whole.length / 2)));
    expect(records.length).toBeGreaterThan(1000);
    expect(report.problem).toContain('unexpected end');
  });

  it('says why a source cannot be read', async () => {
    await expect(collect(join(folder, 'nowhere.log'))).rejects.toMatchObject({ code: 'TAILRACE_SOURCE_UNREADABLE' });
    await expect(collect(folder)).rejects.toThrow('it is a folder');
    await expect(collect(pieces(Buffer.from('BZh91AY')))).rejects.toThrow('bzip2');
  });
});

describe('options', () => {
  it('throw at once where they cannot be', () => {
    expect(() => readRecords('x', { timezone: 'UTC' } as never)).toThrow("Did you mean 'timeZone'?");
    expect(() => readRecords('x', { format: 'winstn' })).toThrow("Did you mean 'winston'?");
    expect(() => readRecords('x', { timeZone: 'Mars/Olympus' })).toThrow('IANA');
  });

  it('fill in service, host and attributes', async () => {
    const [record] = await read('hello\n', { service: 'api', host: 'web-1', attributes: { file: 'a.log' } });
    expect(record).toMatchObject({ service: 'api', host: 'web-1', attributes: { file: 'a.log' } });
  });
});

describe('a growing file', () => {
  it('gives a record once the next begins, or when it settles', () => {
    const reader = new LineReader();
    expect(reader.push('2026-01-31T12:00:00Z error: a\n')).toEqual([]);
    expect(reader.push('    at x\n2026-01-31T12:00:01Z info: b\n2026-01')).toMatchObject([{ lines: 2 }]);
    expect(reader.settle()).toMatchObject([{ record: { message: 'b' } }]);
    expect(reader.push('-31T12:00:02Z info: c\n')).toEqual([]);
    expect(reader.end()).toMatchObject([{ record: { message: 'c' } }]);
  });

  it('is dated by when its lines arrived, where that is said and the lines say nothing', () => {
    const [december, january] = [Date.UTC(2026, 11, 31, 23, 59), Date.UTC(2027, 0, 1, 0, 1)];
    const reader = new LineReader({ format: 'syslog' }, december - 86_400_000 * 60);
    const times = [
      ...reader.push('Dec 31 23:58:00 web app: old year\n', december),
      ...reader.settle(),
      ...reader.push('Jan  1 00:00:30 web app: new year\n', january),
      ...reader.settle(),
      ...reader.push('no time\n', january + 5000),
      ...reader.settle(),
    ].map(({ record }) => new Date(record.timestamp).toISOString());
    expect(times).toEqual(['2026-12-31T23:58:00.000Z', '2027-01-01T00:00:30.000Z', '2027-01-01T00:01:05.000Z']);
  });
});
