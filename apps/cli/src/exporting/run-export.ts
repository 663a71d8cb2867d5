import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { WireRecord } from '@tailrace/core';
import { type Asking, startAsking } from '../asking.ts';
import type { CommandContext } from '../command-context.ts';
import { CommandFailure, reasonOf, usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { readCount } from '../question.ts';
import { answerPipes, each, merged } from '../searching/ask-sources.ts';
import { RecordsRead } from '../terminal/records-read.ts';
import { chosenColumns, columnsOf, LOOKED_AT } from './columns.ts';
import { encodeRows, encodeValues } from './encode-rows.ts';
import { type Target, targetOf } from './export-form.ts';
import type { Rows } from './rows.ts';

/** Runs `tailrace export`; answers the exit code. */
export async function runExport(given: Given, context: CommandContext): Promise<number> {
  const to = given.text('to') ?? '-';
  const target = targetOf(given.text('output') ?? (to === '-' ? 'ndjson' : undefined), to);
  if (to === '-' && target.form === 'xlsx' && context.stdout.isTerminal) {
    throw usageFailure('A workbook is no text for a terminal.', 'Name a file: --to found.xlsx');
  }
  if (to !== '-' && existsSync(to) && !given.flag('force')) {
    throw usageFailure(`There is a file ${to} already.`, 'Name another, or say --force to replace it.');
  }
  const asking = await startAsking('export', given.positionals, given, context);
  const read = new RecordsRead(context, 'written');
  try {
    const bytes = Readable.from(encoded(asking, target, given, read), { objectMode: true });
    if (to === '-') await toStdout(bytes, context);
    else await toFile(bytes, to, target.gzip, asking.signal);
    read.end();
    if (context.signal.aborted) return EXIT_CODES.interrupted.code;
    if (to !== '-') context.notices.note(`${read.count.toLocaleString('en-US')} rows written to ${to}.`);
    if (asking.failures.any) return EXIT_CODES.failed.code;
    return read.count > 0 ? EXIT_CODES.found.code : EXIT_CODES.nothing.code;
  } catch (error) {
    read.end();
    if (context.stdout.closed.aborted) return EXIT_CODES.found.code;
    throw error;
  } finally {
    await asking.close();
  }
}

async function* encoded(
  asking: Asking,
  { form }: Target,
  given: Given,
  read: RecordsRead,
): AsyncGenerator<string | Uint8Array> {
  const fields = given.text('fields');
  const options = { keepFormulas: given.flag('keep-formulas'), ...sheetRows(given) };
  if (asking.question.query.pipes.length > 0) {
    yield* encodeRows(form, await answeredRows(asking, read), options);
    return;
  }
  const limit = readCount('limit', given) ?? 0;
  const records = counted(asking, limit === 0 ? Number.POSITIVE_INFINITY : limit, read);
  if (fields === undefined && (form === 'json' || form === 'ndjson')) {
    yield* encodeValues(form, records);
    return;
  }
  yield* encodeRows(form, await recordRows(records, fields), options);
}

/** A query with pipes is a table already. */
async function answeredRows(asking: Asking, read: RecordsRead): Promise<Rows> {
  const answer = await answerPipes(asking);
  if (answer.kind === 'records') return recordRows(noted(answer.records, read), undefined);
  const { columns, rows } = answer;
  return { columns: columns.map(({ name }) => name), rows: noted(rows, read) };
}

async function* noted<T>(values: readonly T[], read: RecordsRead): AsyncGenerator<T> {
  for (const value of values) {
    read.addRow();
    yield await Promise.resolve(value);
  }
}

async function* counted(asking: Asking, most: number, read: RecordsRead): AsyncGenerator<WireRecord> {
  for await (const record of each(merged(asking, { order: 'oldest', signal: asking.signal }))) {
    if (read.count >= most) return;
    read.add(record);
    yield record;
  }
}

async function recordRows(records: AsyncGenerator<WireRecord>, fields: string | undefined): Promise<Rows> {
  const first: WireRecord[] = [];
  if (fields === undefined) {
    for (let next = await records.next(); next.done !== true; next = await records.next()) {
      first.push(next.value);
      if (first.length >= LOOKED_AT) break;
    }
  }
  const columns = fields === undefined ? columnsOf(first) : chosenColumns(fields);
  const row = (record: WireRecord): unknown[] => columns.map(({ read }) => read(record));
  return {
    columns: columns.map(({ name }) => name),
    rows: (async function* () {
      for (const record of first) yield row(record);
      for await (const record of records) yield row(record);
    })(),
  };
}

/** Excel's own limit, unless fewer are asked for. */
function sheetRows(given: Given): { readonly sheetRows?: number } {
  const rows = readCount('sheet-rows', given);
  if (rows === undefined) return {};
  if (rows < 2 || rows > 1_048_576) throw usageFailure('--sheet-rows takes a number from 2 to 1048576.');
  return { sheetRows: rows };
}

async function toStdout(bytes: AsyncIterable<string | Uint8Array>, { stdout, signal }: CommandContext): Promise<void> {
  for await (const chunk of bytes) {
    if (stdout.closed.aborted || signal.aborted) return;
    await stdout.raw(chunk);
  }
}

/** Written beside and renamed at the end: what has the name is whole. */
async function toFile(bytes: Readable, path: string, gzip: boolean, signal: AbortSignal): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  const file: Writable = createWriteStream(draft, { flags: 'wx' });
  try {
    // The name is taken, or a folder is not there: said before a record is read.
    await once(file, 'open');
    const steps: [Readable, ...NodeJS.ReadWriteStream[], Writable] = gzip ? [bytes, createGzip(), file] : [bytes, file];
    await pipeline(steps, { signal });
    signal.throwIfAborted();
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    if (signal.aborted || error instanceof CommandFailure || (error as { code?: string }).code?.startsWith('TAILRACE_'))
      throw error;
    throw new CommandFailure('failed', `${path}: ${reasonOf(error)}`);
  }
}
