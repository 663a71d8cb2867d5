import { binaryLines } from '@tailrace/format-binary';
import { parseQuery, parseTime } from '@tailrace/query';
import type { ReadOptions } from '@tailrace/readers';
import type { CommandContext } from './command-context.ts';
import { usageFailure } from './command-failure.ts';
import type { Given } from './command-line/given.ts';
import { filterTextOf } from './sources/filter-text.ts';
import type { Question } from './sources/source.ts';

/** Reads the question of a command line: the query, and the time it is about. */
export function readQuestion(text: string, given: Given, context: CommandContext): Question {
  const now = context.now();
  const query = parseQuery(text, { now });
  for (const note of query.notes) context.notices.warn(note);
  const from = readTime('since', given, now);
  const to = readTime('until', given, now);
  if (from !== undefined && to !== undefined && from >= to) throw usageFailure('--since is not before --until.');
  return {
    query,
    filterText: filterTextOf(query),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

function readTime(name: string, given: Given, now: number): number | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  const time = parseTime(text, now);
  if (time === undefined) {
    throw usageFailure(
      `--${name} takes a time, not '${text}'.`,
      'For example 15m, -2h, today, 2026-11-22, 2026-11-22T10:30:00Z.',
    );
  }
  return time;
}

/** Reads the options of foreign log files. */
export function readReading(given: Given, { settings }: CommandContext): ReadOptions {
  const format = given.text('format');
  const year = readCount('year', given);
  return {
    byteFormats: [binaryLines],
    ...(format !== undefined && { format }),
    ...(settings.timeZone !== undefined && { timeZone: settings.timeZone }),
    ...(year !== undefined && { year }),
  };
}

/** Reads an option that is a whole number from 0. */
export function readCount(name: string, given: Given): number | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw usageFailure(`--${name} takes a whole number, not '${text}'.`);
  return Number(text);
}
