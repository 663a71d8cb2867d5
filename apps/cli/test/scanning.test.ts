import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeRecord, IdentitySource, type LogRecord, toWire, type WireRecord } from '@tailrace/core';
import { compilePredicate, type FilterNode, foldCase, parseQueryStrict } from '@tailrace/query';
import { readBatches } from '@tailrace/readers';
import { corpusRecords } from '@tailrace/store/testing';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { literalOf, literalOfRegex } from '../src/scanning/literals.ts';
import { OwnLineScan } from '../src/scanning/scan-own-lines.ts';
import { FileSource } from '../src/sources/file-source.ts';
import type { StreamOptions } from '../src/sources/source.ts';
import { palette } from '../src/terminal/colour.ts';
import { Notices } from '../src/terminal/notices.ts';

const folder = mkdtempSync(join(tmpdir(), 'tailrace-scanning-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOTHING_ADDED = { fields: [], attributes: [] };
const OPTIONS: StreamOptions = { order: 'oldest', signal: new AbortController().signal };
const quiet = new Notices(palette(false), false, () => undefined);

function scanned(bytes: Buffer, filter: FilterNode, pieces: readonly number[] = []): readonly WireRecord[] {
  const scan = new OwnLineScan({ filter, added: NOTHING_ADDED, maxLineLength: 1 << 20 });
  const found: WireRecord[] = [];
  let start = 0;
  for (const length of [...pieces, bytes.length]) {
    const end = Math.min(bytes.length, start + length);
    // A copy, as what was read is overwritten by what is read next.
    const buffer = Buffer.from(bytes.subarray(start, end));
    found.push(...scan.push({ buffer, start: 0, end: buffer.length }));
    buffer.fill(0);
    start = end;
  }
  found.push(...scan.end());
  expect(scan.stranger).toBeUndefined();
  return found;
}

async function streamed(
  path: string,
  filter: FilterNode,
  bounds: { from?: number; to?: number } = {},
): Promise<WireRecord[]> {
  const query = { source: '', filter, pipes: [], notes: [] };
  const found: WireRecord[] = [];
  for await (const batch of new FileSource(path, {}, quiet).stream({ query, filterText: '', ...bounds }, OPTIONS)) {
    found.push(...batch);
  }
  return found.map(fields);
}

async function readPlainly(path: string, filter: FilterNode): Promise<WireRecord[]> {
  const matches = compilePredicate(filter);
  const found: WireRecord[] = [];
  for await (const entries of readBatches(path)) {
    for (const { record } of entries) if (matches(toWire(record))) found.push(fields(toWire(record)));
  }
  return found;
}

/** A record without what is kept beside its fields. */
function fields(record: WireRecord): WireRecord {
  return Object.fromEntries(Object.entries(record)) as unknown as WireRecord;
}

const ids = (records: readonly WireRecord[]): string[] => records.map(({ id }) => id);

const corpus = corpusRecords().slice(0, 700);
const corpusLines = corpus.map((record) => encodeRecord(record));
const corpusBytes = Buffer.from(corpusLines.map((line) => `${line}\n`).join(''));
const corpusWire = scanned(corpusBytes, { type: 'everything' });
const texts = [...new Set(corpus.flatMap(({ message, service }) => [message.slice(0, 200), service ?? '']))];

/** A piece of a text of the corpus, in some case, perhaps with something else in it. */
const piece = fc
  .tuple(fc.constantFrom(...texts), fc.nat(60), fc.integer({ min: 1, max: 14 }), fc.nat(5))
  .map(([text, start, length, change]) => {
    const part = text.slice(start, start + length);
    return change === 0 ? part.toUpperCase() : change === 1 ? part.toLowerCase() : change === 2 ? `${part}ſK` : part;
  });
const value = fc.oneof(
  piece,
  fc.constantFrom<string | number | boolean>(500, 250.25, true, '500', 7, 1e21, -5, 0, 1000),
);
const field = fc.constantFrom(
  ['message'],
  ['service'],
  ['level'],
  ['trace_id'],
  ['attributes', 'status'],
  ['attributes', 'path'],
  ['attributes', 'duration_ms'],
  ['attributes', 'bytes'],
  ['attributes', 'user', 'id'],
  ['attributes', 'tags'],
  ['exception', 'name'],
);
const leaf: fc.Arbitrary<FilterNode> = fc.oneof(
  piece.map((text) => ({ type: 'text', text }) as const),
  fc.tuple(piece, piece).map(([a, b]) => ({ type: 'text-wildcard', pattern: `${a}*${b}` }) as const),
  fc
    .tuple(piece, fc.constantFrom('', '+', '?', '*', '{0,2}', '|x', '.*'), piece, fc.boolean())
    .map(
      ([a, between, b, ignoreCase]) =>
        ({ type: 'text-regex', pattern: `${plain(a)}x${between}${plain(b)}`, ignoreCase }) as const,
    ),
  fc
    .tuple(fc.constantFrom('<', '>=', '=', '!=') as fc.Arbitrary<'<'>, fc.integer({ min: 1, max: 24 }))
    .map(([operator, severity]) => ({ type: 'severity', operator, severity }) as const),
  fc
    .tuple(field, fc.constantFrom('=', '!=', '<', '>=') as fc.Arbitrary<'='>, value)
    .map(([path, operator, literal]) => ({ type: 'compare', field: path, operator, value: literal }) as const),
  fc
    .tuple(field, fc.array(value, { minLength: 1, maxLength: 3 }))
    .map(([path, values]) => ({ type: 'in', field: path, values }) as const),
  fc.tuple(field, piece).map(([path, text]) => ({ type: 'wildcard', field: path, pattern: `*${text}*` }) as const),
  field.map((path) => ({ type: 'exists', field: path }) as const),
);
const filter: fc.Arbitrary<FilterNode> = fc.letrec<{ filter: FilterNode }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((filters) => ({ type: 'and', filters }) as const),
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((filters) => ({ type: 'or', filters }) as const),
    tie('filter').map((inner) => ({ type: 'not', filter: inner }) as const),
  ),
})).filter;

/** A text as a regular expression for itself. */
function plain(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`).replace(/\p{Cs}/gu, '');
}

describe('searching lines by their bytes', () => {
  it('finds what parsing all of them finds, whatever is asked', () => {
    fc.assert(
      fc.property(filter, (asked) => {
        const expected = corpusWire.filter(compilePredicate(asked));
        expect(ids(scanned(corpusBytes, asked))).toEqual(ids(expected));
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on how the bytes are cut', () => {
    const few = Buffer.from(
      corpusLines
        .slice(0, 40)
        .map((line) => `${line}\r\n`)
        .join('')
        .trimEnd(),
    );
    const expected = ids(corpusWire.slice(0, 40));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 40 }), (pieces) => {
        expect(ids(scanned(few, { type: 'everything' }, pieces))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('knows every character that folds to one that it looks for', () => {
    for (let code = 0x80; code <= 0x10ffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCodePoint(code);
      const folded = foldCase(character);
      if (code === 0x212a || code === 0x130) continue;
      if (/[ -~]/.test(folded)) throw new Error(`U+${code.toString(16)} folds to ${folded}`);
      const isOfNoCase = (code >= 0x3041 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3);
      if (folded !== character && /[\u3041-\u9fff\uac00-\ud7a3]/.test(folded)) throw new Error(folded);
      if (isOfNoCase && folded !== character) throw new Error(character);
    }
  });

  it.each([
    ['connection', 'connection'],
    ['a"bcd', 'bcd'],
    ['x/healthz/y', 'healthz'],
    ['ÄÖÜ ab', ' ab'],
    ['连接 超时', '连接 超时'],
    ['\\n', undefined],
    ['é', undefined],
  ])('looks for %j as %j', (text, literal) => {
    expect(literalOf(text)).toBe(literal);
  });

  it.each([
    ['timeout (after|in) [0-9]+ ms', 'timeout '],
    ['(?i)slow query', 'low query'],
    ['a"b/order 34567\\d ', 'order 34567'],
    ['\u8d85+\\d', '\u8d85'],
    ['abc|def', undefined],
  ])('takes from the expression %j the text %j', (pattern, literal) => {
    expect(literalOfRegex(pattern, false)).toBe(literal);
  });

  it('finds letters that only folding makes of others: K for k, İ for i', () => {
    const records = ['1 \u212aelvin', '2 \u0130stanbul', '3 none'].map((message, n) => ownRecord(n, message));
    const bytes = Buffer.from(records.map((record) => `${encodeRecord(record)}\n`).join(''));
    expect(scanned(bytes, parseQueryStrict('kelvin').filter).map(({ message }) => message)).toEqual(['1 \u212aelvin']);
    expect(scanned(bytes, parseQueryStrict('istanbul').filter)).toHaveLength(1);
    // Written with escapes, as other encoders may.
    const escaped = Buffer.from(bytes.toString().replace('\u212a', '\\u212a').replace('none', '\\u006eone'));
    expect(scanned(escaped, parseQueryStrict('kelvin').filter)).toHaveLength(1);
    expect(scanned(escaped, parseQueryStrict('none').filter)).toHaveLength(1);
  });
});

const source = new IdentitySource(Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1));

function ownRecord(n: number, message: string, timestamp: number = Date.UTC(2026, 0, 31) + n * 1000): LogRecord {
  return { id: source.next(timestamp), timestamp, level: 'info', severity: 9, message };
}

describe('a file that is not all of our own', () => {
  const own = fc
    .nat(50)
    .map((n) => encodeRecord(ownRecord(n, n % 7 === 0 ? `own ${n} erreur d\u00e9j\u00e0` : `own ${n} error`)));
  const stranger = fc.constantFrom(
    'plain error',
    '    at frame (x.js:1:2)',
    '',
    '{"level":30,"time":1769817600000,"pid":1,"hostname":"h","msg":"pino error"}',
    '{"id":"019c1156-7d00-7000-8000-000000000001","timestamp":"2026-01-31T00:00:00.000Z","level":"error","sever',
    '2026-01-31 12:00:00,123 ERROR app: with a time',
    'Traceback (most recent call last)',
    'ValueError: bad',
    '{"msg":"no id","ts":1}',
    'caf\u00e9 error in Latin-1',
  );
  const mixed = fc.array(fc.oneof({ weight: 4, arbitrary: own }, { weight: 1, arbitrary: stranger }), {
    minLength: 1,
    maxLength: 30,
  });

  it('is read as the readers read it from its beginning, ids too', async () => {
    const path = join(folder, 'mixed.log');
    const query = parseQueryStrict('error');
    await fc.assert(
      fc.asyncProperty(own, mixed, fc.boolean(), async (first, lines, ends) => {
        writeFileSync(path, Buffer.from([first, ...lines].join('\n') + (ends ? '\n' : ''), 'latin1'));
        expect(await streamed(path, { type: 'everything' })).toEqual(await readPlainly(path, { type: 'everything' }));
        expect(await streamed(path, query.filter)).toEqual(await readPlainly(path, query.filter));
      }),
      { numRuns: 150 },
    );
  });

  it('is so beyond the first block, and where only a part is read by time', async () => {
    const path = join(folder, 'long.log');
    const start = Date.UTC(2026, 0, 31);
    const lines = Array.from(
      { length: 9000 },
      (_, n) => `${encodeRecord(ownRecord(n, `m ${n} ${'x'.repeat(300)}`, start + n * 1000))}\n`,
    );
    writeFileSync(path, lines.join(''));
    const everything: FilterNode = { type: 'everything' };
    const bounds = { from: start + 4_000_000, to: start + 4_005_000 };
    expect((await streamed(path, everything, bounds)).map(({ message }) => message.slice(0, 6))).toEqual(
      [4000, 4001, 4002, 4003, 4004].map((n) => `m ${n}`),
    );
    lines.splice(4002, 0, 'a stranger\n');
    writeFileSync(path, lines.join(''));
    const plainly = await readPlainly(path, everything);
    expect(await streamed(path, everything)).toEqual(plainly);
    const inTime = ({ timestamp }: WireRecord): boolean =>
      Date.parse(timestamp) >= bounds.from && Date.parse(timestamp) < bounds.to;
    expect(await streamed(path, everything, bounds)).toEqual(plainly.filter(inTime));
  });

  it('finds the newest from its end only where it is in order of time', async () => {
    const path = join(folder, 'newest.log');
    const start = Date.UTC(2026, 0, 31);
    const line = (n: number): string =>
      `${encodeRecord(ownRecord(n, `m ${n} ${'x'.repeat(300)}`, start + n * 1000))}\n`;
    writeFileSync(path, Array.from({ length: 9000 }, (_, n) => line(n)).join(''));
    const question = {
      query: { source: '', filter: { type: 'everything' } as const, pipes: [], notes: [] },
      filterText: '',
    };
    const newest = (): Promise<readonly WireRecord[] | undefined> =>
      new FileSource(path, {}, quiet).newest(question, { ...OPTIONS, order: 'newest', limit: 3 });
    const shown = (records: readonly WireRecord[] = []): string[] =>
      records.map(({ message }) => message.slice(0, 6)).sort();
    expect(shown(await newest())).toEqual(['m 8997', 'm 8998', 'm 8999']);
    // A little late, as writers that share a file are.
    appendFileSync(path, line(8970));
    expect(shown(await newest())).toEqual(['m 8997', 'm 8998', 'm 8999']);
    // Two files, one behind the other.
    appendFileSync(path, Array.from({ length: 3000 }, (_, n) => line(n)).join(''));
    expect(await newest()).toBeUndefined();
    writeFileSync(path, `${Array.from({ length: 9000 }, (_, n) => line(n)).join('')}a stranger\n`);
    expect(await newest()).toBeUndefined();
  });
});
