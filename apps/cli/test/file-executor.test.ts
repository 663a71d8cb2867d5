import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { decodeRecord, encodeRecord, type LogRecord, toWire, type WireRecord } from '@tailrace/core';
import { type Answer, answerInMemory, parseQueryStrict, type RecordQuery } from '@tailrace/query';
import { checkSameAnswer, CORPUS_START, corpusRecords, FILTER_QUERIES, PIPE_QUERIES } from '@tailrace/store/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { Failures } from '../src/searching/failures.ts';
import { find } from '../src/searching/run-search.ts';
import { FileSource } from '../src/sources/file-source.ts';
import { palette } from '../src/terminal/colour.ts';
import { Notices } from '../src/terminal/notices.ts';

const folder = mkdtempSync(join(tmpdir(), 'tailrace-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shuffled = corpusRecords();
const sorted = shuffled.toSorted((a, b) => a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1));
const truth = shuffled.map((record) => readBack(encodeRecord(record)));

/** The record as it is once it was written and read: ids of traces in lower case, for example. */
function readBack(line: string): WireRecord {
  const decoded = decodeRecord(line);
  if (!decoded.ok) throw new Error(decoded.message);
  return toWire(decoded.record);
}

function fileOf(name: string, records: readonly LogRecord[], pack: (text: string) => string | Buffer = String): string {
  const path = join(folder, name);
  writeFileSync(path, pack(records.map((record) => `${encodeRecord(record)}\n`).join('')));
  return path;
}

/** Every third record, so that the parts lie across each other in time. */
function part(number: number): LogRecord[] {
  return sorted.filter((_, index) => index % 3 === number);
}

/** The files, and of how many questions one is asked: every one of the first. */
const ARRANGEMENTS: readonly (readonly [string, readonly string[], number])[] = [
  ['one file in order of time', [fileOf('sorted.jsonl', sorted)], 1],
  ['one file in no order', [fileOf('shuffled.jsonl', shuffled)], 7],
  [
    'three files, one of them compressed',
    [fileOf('0.jsonl', part(0)), fileOf('1.jsonl.gz', part(1), gzipSync), fileOf('2.jsonl', part(2))],
    9,
  ],
];

async function answerOf(paths: readonly string[], text: string, bounds: Partial<RecordQuery>): Promise<Answer> {
  const said: string[] = [];
  const notices = new Notices(palette(false), false, (words) => said.push(words));
  const { from, to, order = 'newest', limit = 100 } = bounds;
  const asked = {
    question: {
      query: parseQueryStrict(text, { now: CORPUS_START }),
      filterText: text,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    },
    sources: paths.map((path) => new FileSource(path, {}, notices)),
    failures: new Failures(notices),
    signal: new AbortController().signal,
    limit,
  };
  const found = await find(asked, order === 'oldest', order === 'newest');
  expect(said).toEqual([]);
  if (found.kind === 'stream') throw new Error('a limit was given');
  // Where a record stood in its file is kept beside its fields.
  return found.kind === 'table' ? found : { ...found, records: found.records.map(withoutSymbols) };
}

function withoutSymbols(record: WireRecord): WireRecord {
  return Object.fromEntries(Object.entries(record)) as unknown as WireRecord;
}

const ALL = 5000;
const middle = CORPUS_START + 144_000;
const QUESTIONS: readonly (readonly [string, Partial<RecordQuery>])[] = [
  ...FILTER_QUERIES.map((text) => [text, { limit: ALL, order: 'oldest' }] as const),
  ...PIPE_QUERIES.map((text) => [text, { limit: ALL }] as const),
  ['*', { from: middle, to: middle + 3000, limit: ALL }],
  ['level:error', { from: middle, limit: ALL }],
  ['level:error', { to: middle, limit: ALL }],
  ['*', { from: middle, to: middle }],
  ['level:info', { limit: ALL }],
  ['*', {}],
  ['*', { limit: 7 }],
  ['*', { limit: 7, order: 'oldest' }],
  ['connection', { limit: 3, to: middle }],
  ['* | count by level', { from: middle, to: middle + 60_000 }],
  ['* | rate', { from: middle, to: middle + 60_000 }],
];

const answers = new Map<string, Promise<Answer>>();

/** The truth, worked out once for all arrangements. */
function expectedAnswer(text: string, bounds: Partial<RecordQuery>): Promise<Answer> {
  const key = JSON.stringify([text, bounds]);
  const { filter, pipes } = parseQueryStrict(text, { now: CORPUS_START });
  const known = answers.get(key) ?? answerInMemory({ filter, pipes, limit: 100, ...bounds }, truth);
  answers.set(key, known);
  return known;
}

/** So many questions are one test: a machine that is busy takes its time. */
const AT_ONCE = 12;

describe.each(ARRANGEMENTS)('the conformance corpus in %s [X3]', (_, paths, each) => {
  const asked = QUESTIONS.filter((_question, index) => index % each === 0);
  const tests = Array.from({ length: Math.ceil(asked.length / AT_ONCE) }, (_test, index) => index * AT_ONCE);

  it.each(tests)('is answered as the executor in memory answers it, from question %i on', async (first) => {
    const wrong: string[] = [];
    for (const [text, bounds] of asked.slice(first, first + AT_ONCE)) {
      const given = await answerOf(paths, text, bounds);
      try {
        checkSameAnswer(given, await expectedAnswer(text, bounds));
      } catch (error) {
        wrong.push(`${text} ${JSON.stringify(bounds)}: ${(error as Error).message}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('has the questions of all stores', () => {
    expect(asked.length).toBeGreaterThan(each === 1 ? 300 : 30);
  });
});
