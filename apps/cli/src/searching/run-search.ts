import type { WireRecord } from '@tailrace/core';
import { type Answer, answerInMemory, type TableAnswer } from '@tailrace/query';
import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { makePrinter, outputForm } from '../output/make-printer.ts';
import { withMatch } from '../output/matches.ts';
import { askedWidth } from '../output/output-form.ts';
import { printTable } from '../output/print-table.ts';
import type { RecordPrinter } from '../output/record-printer.ts';
import { readCount, readQuestion, readReading } from '../question.ts';
import { openSources } from '../sources/open-sources.ts';
import type { Question, Source, StreamOptions } from '../sources/source.ts';
import { startPager } from '../terminal/pager.ts';
import { answerPipes, type Asked, each, merged } from './ask-sources.ts';
import { Failures } from './failures.ts';

/** Records on a terminal where no limit is given: more than anybody reads. */
const TERMINAL_LIMIT = 100;

/** Runs `tailrace search`; answers the exit code. */
export async function runSearch(given: Given, context: CommandContext): Promise<number> {
  const [text, ...words] = given.positionals;
  if (text === undefined) throw usageFailure('search takes a QUERY.', "The empty query '' finds everything.");
  const question = readQuestion(text, given, context);
  const limit = readCount('limit', given) ?? (context.stdout.isTerminal ? TERMINAL_LIMIT : 0);
  const form = outputForm(given, context);
  const printer = await makePrinter(given, context, { filter: question.query.filter });
  const sources = await openSources(words, readReading(given, context), context);
  const failures = new Failures(context.notices);
  const signal = AbortSignal.any([context.signal, context.stdout.closed]);
  const asked: Asked = { question, sources, failures, signal, ...(limit > 0 && { limit }) };
  try {
    const found = await find(asked, given.flag('head'), given.flag('reverse'));
    const pager = given.flag('no-pager') ? undefined : await startPager(context);
    let count = 0;
    if (found.kind === 'table') {
      count = found.rows.length;
      await printTable(found, form, context, {
        width: askedWidth(given),
        keepFormulas: given.flag('keep-formulas'),
      });
    } else {
      count = await printRecords(found, printer, context, signal);
    }
    await context.stdout.flush();
    await pager?.end();
    if (context.signal.aborted) return EXIT_CODES.interrupted.code;
    if (found.kind !== 'stream') tellMore(found, count, question, context);
    if (failures.any) return EXIT_CODES.failed.code;
    return count > 0 ? EXIT_CODES.found.code : EXIT_CODES.nothing.code;
  } catch (error) {
    // Whoever read the answer has had enough.
    if (context.stdout.closed.aborted) return EXIT_CODES.found.code;
    throw error;
  } finally {
    await Promise.all(sources.map((source) => source.close()));
  }
}

async function printRecords(
  found: Exclude<Found, TableAnswer>,
  printer: RecordPrinter,
  { stdout }: CommandContext,
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  const matches = found.kind === 'records' && found.matches !== undefined ? new Set(found.matches) : undefined;
  for await (const batch of found.kind === 'records' ? [found.records] : found.batches) {
    for (const record of batch) {
      if (signal.aborted) return count;
      await printer.print(matches === undefined ? record : withMatch(record, matches.has(record.id)));
      count += 1;
    }
    // What comes as a stream is shown as it comes.
    if (found.kind === 'stream') await stdout.flush();
  }
  await printer.end();
  return count;
}

/** An answer that is known as a whole, or records as they come. */
export type Found = Answer | { readonly kind: 'stream'; readonly batches: AsyncIterable<readonly WireRecord[]> };

/**
 * Finds what was asked for.
 *
 * @param head - The oldest of the records where there is a limit, not the newest.
 * @param reverse - The newest record first.
 */
export async function find(asked: Asked, head: boolean, reverse: boolean): Promise<Found> {
  const { question, signal, limit } = asked;
  if (question.query.pipes.length > 0) return inReadingOrder(await answerPipes(asked), question, reverse);
  if (limit === undefined && !reverse)
    return { kind: 'stream', batches: merged(asked, { order: 'oldest', signal }, true) };
  const order = head ? 'oldest' : 'newest';
  // One more than is shown tells whether there are more.
  const options: StreamOptions = { order, signal, ...(limit !== undefined && { limit: limit + 1 }) };
  const answer = await answerInMemory(
    { filter: { type: 'everything' }, pipes: [], order, limit: limit ?? Number.MAX_SAFE_INTEGER },
    bestOf(asked, options),
    { signal },
  );
  if (answer.kind !== 'records' || reverse === (order === 'newest')) return answer;
  return { ...answer, records: answer.records.toReversed() };
}

/** Records that no pipe sorted are answered newest first, and read oldest first. */
function inReadingOrder(answer: Answer, { query }: Question, reverse: boolean): Answer {
  if (answer.kind === 'table' || reverse || query.pipes.some(({ type }) => type === 'sort')) return answer;
  return { ...answer, records: answer.records.toReversed() };
}

/** What sources that can choose give first, then the files, without what both have. */
async function* bestOf(asked: Asked, options: StreamOptions): AsyncGenerator<WireRecord> {
  const chosen = new Set<string>();
  for (const source of asked.sources.filter(({ ownOrder }) => !ownOrder)) {
    for await (const record of each(merged({ ...asked, sources: [source] }, options))) {
      if (chosen.has(record.id)) continue;
      if (asked.sources.length > 1) chosen.add(record.id);
      yield record;
    }
  }
  const files: Source[] = [];
  for (const source of asked.sources.filter(({ ownOrder }) => ownOrder)) {
    const newest = options.order === 'newest' ? await source.newest?.(asked.question, options) : undefined;
    if (newest === undefined) files.push(source);
    for (const record of newest ?? []) {
      if (!chosen.has(record.id)) yield record;
      if (asked.sources.length > 1) chosen.add(record.id);
    }
  }
  for await (const record of each(merged({ ...asked, sources: files }, { ...options, order: 'oldest' }))) {
    if (!chosen.has(record.id)) yield record;
  }
}

function tellMore(found: Answer, count: number, { query }: Question, { notices }: CommandContext): void {
  for (const note of found.notes) if (!query.notes.includes(note)) notices.note(note);
  if (!found.truncated) return;
  if (found.kind === 'table') notices.note(`Only the first ${count} rows; there are more.`);
  else
    notices.note(
      `${count === 1 ? '1 record' : `${count} records`} shown, and there are more: --limit NUMBER, or --limit 0 for all.`,
    );
}
