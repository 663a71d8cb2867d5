import { existsSync } from 'node:fs';
import { nearestName } from '@tailrace/core';
import { parseQuery, parseTime } from '@tailrace/query';
import { FORMATS, type ReadOptions } from '@tailrace/readers';
import type { CommandContext } from './command-context.ts';
import { usageFailure } from './command-failure.ts';
import type { Given } from './command-line/given.ts';
import { BYTE_FORMATS } from './sources/byte-formats.ts';
import { filterTextOf } from './sources/filter-text.ts';
import type { Question } from './sources/source.ts';

/**
 * Reads the question of a command line: the query, and the time it is about.
 *
 * @param words - What follows the query; where that is nothing, a query that names a file is worth a word.
 */
export function readQuestion(
  text: string,
  given: Given,
  context: CommandContext,
  words: readonly string[] = given.positionals.slice(1),
): Question {
  const now = context.now();
  const query = parseQuery(text, { now });
  for (const note of query.notes) context.notices.warn(note);
  if (words.length === 0 && text !== '' && existsSync(text)) {
    context.notices.warn(`'${text}' is the QUERY here, though a file has this name. For what is in it: '' ${text}`);
  }
  return { query, filterText: filterTextOf(query), ...readBounds(given, context) };
}

/** Reads the time that is asked about. */
export function readBounds(given: Given, context: CommandContext): { readonly from?: number; readonly to?: number } {
  const now = context.now();
  const from = readTime('since', given, now);
  const to = readTime('until', given, now);
  if (from !== undefined && to !== undefined && from >= to) throw usageFailure('--since is not before --until.');
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
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
  if (format !== undefined) checkFormat(format);
  const year = readCount('year', given);
  return {
    byteFormats: BYTE_FORMATS,
    ...(format !== undefined && { format }),
    ...(settings.timeZone !== undefined && { timeZone: settings.timeZone }),
    ...(year !== undefined && { year }),
  };
}

function checkFormat(format: string): void {
  const known = FORMATS.map(({ name }) => name);
  if (known.includes(format)) return;
  const nearest = nearestName(format, known);
  const hint = nearest === undefined ? `It takes ${known.join(', ')}.` : `Did you mean '${nearest}'?`;
  throw usageFailure(`There is no format '${format}'.`, hint);
}

/** Reads an option that is a whole number from 0. */
export function readCount(name: string, given: Given): number | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw usageFailure(`--${name} takes a whole number, not '${text}'.`);
  return Number(text);
}
