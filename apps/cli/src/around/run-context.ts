import { existsSync } from 'node:fs';
import type { WireRecord } from '@tailrace/core';
import { compilePredicate } from '@tailrace/query';
import { type Asking, refusePipes, startAsking } from '../asking.ts';
import type { CommandContext } from '../command-context.ts';
import { CommandFailure, usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { readCount, readReading } from '../question.ts';
import { each, merged } from '../searching/ask-sources.ts';
import { openSources } from '../sources/open-sources.ts';
import type { Question, Source } from '../sources/source.ts';
import { startPager } from '../terminal/pager.ts';
import { contextInFile } from './context-in-file.ts';
import { type Neighbour, Neighbourhood, type Reach } from './neighbourhood.ts';
import { NeighbourPrinter } from './print-neighbours.ts';

const REACH = 10;
const MATCHES = 10;

/** Runs `tailrace context`; answers the exit code. */
export async function runContext(given: Given, context: CommandContext): Promise<number> {
  const [place, ...words] = given.positionals;
  if (place === undefined) throw usageFailure('context takes an ID, a FILE:LINE, or --each QUERY.');
  const around = readCount('around', given);
  const reach = {
    before: readCount('before', given) ?? around ?? REACH,
    after: readCount('after', given) ?? around ?? REACH,
  };
  const asked: AskedContext = { given, context, reach };
  if (given.flag('each')) return aroundMatches(place, words, asked);
  const line = /^(?<path>.+):(?<line>[1-9]\d{0,15})$/s.exec(place)?.groups;
  if (line !== undefined && words.length === 0 && existsSync(line['path'] ?? '')) {
    return aroundLine(line['path'] ?? '', Number(line['line']), asked);
  }
  return aroundId(place, words, asked);
}

interface AskedContext {
  readonly given: Given;
  readonly context: CommandContext;
  readonly reach: Reach;
}

async function aroundLine(path: string, line: number, { given, context, reach }: AskedContext): Promise<number> {
  const found = contextInFile(path, line, reach, readReading(given, context), context.signal);
  const count = await printAll(found, given, context);
  if (count === 0) throw new CommandFailure('nothing', `${path} has no line ${line}.`);
  return EXIT_CODES.found.code;
}

async function aroundId(
  id: string,
  words: readonly string[],
  { given, context, reach }: AskedContext,
): Promise<number> {
  const sources = await openSources(words, readReading(given, context), context);
  try {
    for (const source of sources) {
      const found = await contextOfId(source, id, reach, context);
      if (found === undefined) continue;
      const neighbours = found.map((record): Neighbour => ({ record, match: record.id === id, apart: false }));
      await printAll(neighbours, given, context);
      return EXIT_CODES.found.code;
    }
  } finally {
    await Promise.all(sources.map((source) => source.close()));
  }
  const hint = /^[0-9a-f-]{36}$/i.test(id) ? undefined : 'For the matches of a query: tailrace context --each QUERY';
  throw new CommandFailure('nothing', `There is no record ${id}.`, hint);
}

/** The records around one: as the source says, where it can; else by reading. */
async function contextOfId(
  source: Source,
  id: string,
  reach: Reach,
  { signal }: CommandContext,
): Promise<readonly WireRecord[] | undefined> {
  if (source.context !== undefined) return source.context(id, reach, signal);
  const around = new Neighbourhood(reach);
  const found: WireRecord[] = [];
  let seen = false;
  for await (const record of each(source.stream(EVERYTHING, { order: 'oldest', signal }))) {
    seen ||= record.id === id;
    found.push(...around.take(record, record.id === id).map((neighbour) => neighbour.record));
    if (seen && around.settled) break;
  }
  return seen ? found : undefined;
}

const EVERYTHING: Question = {
  query: { source: '', filter: { type: 'everything' }, pipes: [], notes: [] },
  filterText: '',
};

async function aroundMatches(text: string, words: readonly string[], asked: AskedContext): Promise<number> {
  const { given, context, reach } = asked;
  const asking = await startAsking('context', [text, ...words], given, context);
  try {
    refusePipes(asking, 'context');
    const asks = asking.sources.length === 1 && asking.sources[0]?.context !== undefined;
    const limit = readCount('limit', given) ?? (asks ? MATCHES : 0);
    const most = limit === 0 ? Number.POSITIVE_INFINITY : limit;
    const found = asks ? askedMatches(asking, reach, most) : readMatches(asking, reach, most);
    const count = await printAll(found, given, context, asking);
    if (context.signal.aborted) return EXIT_CODES.interrupted.code;
    if (asking.failures.any) return EXIT_CODES.failed.code;
    return count > 0 ? EXIT_CODES.found.code : EXIT_CODES.nothing.code;
  } finally {
    await asking.close();
  }
}

/** Reads everything, and keeps what is near a match. */
async function* readMatches(asking: Asking, reach: Reach, most: number): AsyncGenerator<Neighbour> {
  const { query, from, to } = asking.question;
  const matches = compilePredicate(query.filter);
  const inTime = (record: WireRecord): boolean => {
    const time = Date.parse(record.timestamp);
    return (from === undefined || time >= from) && (to === undefined || time < to);
  };
  const everything = { ...asking, question: EVERYTHING };
  const around = new Neighbourhood(reach);
  let left = most;
  for await (const record of each(merged(everything, { order: 'oldest', signal: asking.signal }))) {
    const match = left > 0 && inTime(record) && matches(record);
    if (match) left -= 1;
    yield* around.take(record, match);
    if (left === 0 && around.settled) return;
  }
}

/** Asks a source for its newest matches, and then for what is around each. */
async function* askedMatches(asking: Asking, reach: Reach, most: number): AsyncGenerator<Neighbour> {
  const [source] = asking.sources;
  const limit = Number.isFinite(most) ? { limit: most } : {};
  const matches: WireRecord[] = [];
  for await (const record of each(merged(asking, { order: 'newest', signal: asking.signal, ...limit }))) {
    matches.push(record);
    if (matches.length >= most) break;
  }
  const ids = new Set(matches.map(({ id }) => id));
  const shown = new Set<string>();
  for (const { id } of matches.toReversed()) {
    const records = (await source?.context?.(id, reach, asking.signal)) ?? [];
    const meets = shown.size === 0 || records.some((record) => shown.has(record.id));
    for (const [index, record] of records.filter((one) => !shown.has(one.id)).entries()) {
      yield { record, match: ids.has(record.id), apart: index === 0 && !meets };
      shown.add(record.id);
    }
  }
}

async function printAll(
  found: AsyncIterable<Neighbour> | readonly Neighbour[],
  given: Given,
  context: CommandContext,
  asking?: Asking,
): Promise<number> {
  const pager = given.flag('no-pager') ? undefined : await startPager(context);
  const printer = await NeighbourPrinter.make(given, context, asking?.question.query.filter);
  for await (const neighbour of found) {
    if (context.stdout.closed.aborted || context.signal.aborted) break;
    await printer.print(neighbour);
  }
  await printer.end();
  await context.stdout.flush();
  await pager?.end();
  return printer.count;
}
