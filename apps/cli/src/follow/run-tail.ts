import { basename } from 'node:path';
import type { WireRecord } from '@tailrace/core';
import { compareRecords, compilePredicate } from '@tailrace/query';
import type { ReadOptions } from '@tailrace/readers';
import type { CommandContext } from '../command-context.ts';
import { CommandFailure, reasonOf, usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { exitCodeOf } from '../fault.ts';
import { makePrinter, outputForm } from '../output/make-printer.ts';
import { readCount, readQuestion, readReading } from '../question.ts';
import { filesLike, labelled, namesSeveral, readSourceWords, type SourceWord } from '../sources/open-sources.ts';
import { ServerClient } from '../sources/server-client.ts';
import type { Question } from '../sources/source.ts';
import { FileFollower } from './file-follower.ts';
import type { Follower, FollowListener } from './follower.ts';
import { ManyFollower } from './many-follower.ts';
import { ServerFollower } from './server-follower.ts';
import { StreamFollower } from './stream-follower.ts';

const LAST = 10;
const COMPRESSED = /\.(?:gz|zst|bz2|xz)$/;

/** Runs `tailrace tail` until it is interrupted; answers the exit code. */
export async function runTail(given: Given, context: CommandContext): Promise<number> {
  const [text, ...words] = given.positionals;
  if (text === undefined) throw usageFailure('tail takes a QUERY.', "The empty query '' follows everything.");
  if (outputForm(given, context) === 'table')
    throw usageFailure('A tail has no end, and a table needs one: take another --output.');
  const question = readQuestion(text, given, context);
  if (question.query.pipes.length > 0)
    context.notices.warn('A tail shows records: what follows the first | is left aside.');
  const followers = await followersOf(words, readReading(given, context), question, context);
  const signal = AbortSignal.any([context.signal, context.stdout.closed]);
  const printer = await makePrinter(given, context, { streaming: true, filter: question.query.filter });
  const listener: FollowListener = {
    record: (record) => printer.print(record),
    idle: () => context.stdout.flush(),
    notice: (notice) => context.notices.note(notice),
  };
  await printLast(followers, readCount('last', given) ?? LAST, question.from, listener);
  return followAll(followers, listener, signal, context);
}

async function printLast(
  followers: readonly Follower[],
  count: number,
  from: number | undefined,
  listener: FollowListener,
): Promise<void> {
  const found: WireRecord[] = [];
  for (const follower of followers) for (const record of await follower.last(count, from)) found.push(record);
  found.sort(compareRecords);
  const newest = from !== undefined ? found : count === 0 ? [] : found.slice(-count);
  for (const record of newest) await listener.record(record);
  await listener.idle();
}

/** Follows all until the end; one that fails is told, and the others go on. */
async function followAll(
  followers: readonly Follower[],
  listener: FollowListener,
  signal: AbortSignal,
  { notices }: CommandContext,
): Promise<number> {
  let failed = 0;
  await Promise.all(
    followers.map(async (follower) => {
      try {
        await follower.follow(listener, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (exitCodeOf(error) === EXIT_CODES.usage.code) throw error;
        failed += 1;
        notices.fail(reasonOf(error));
        if (error instanceof CommandFailure && error.hint !== undefined) notices.note(error.hint);
      }
    }),
  );
  return failed > 0 ? EXIT_CODES.failed.code : EXIT_CODES.found.code;
}

/** What follows the sources of the words; globs and folders also give the files that come later. */
export async function followersOf(
  words: readonly string[],
  reading: ReadOptions,
  question: Question,
  context: CommandContext,
): Promise<Follower[]> {
  const several = await Promise.all(
    words.map(async (word) => (!COMPRESSED.test(word) && (await namesSeveral(word)) ? word : undefined)),
  );
  const plain = words.filter((_word, index) => several[index] === undefined);
  const named =
    words.length > 0 && plain.length === 0 ? [] : await readSourceWords(plain, context, { mayBeAbsent: true });
  const matches = compilePredicate(question.query.filter);
  const many = several.flatMap((word) => {
    if (word === undefined) return [];
    const open = (path: string, isNew: boolean): FileFollower => {
      const options = { ...reading, attributes: { ...reading.attributes, file: basename(path) } };
      return new FileFollower(path, matches, options, isNew);
    };
    const list = async (): Promise<readonly string[]> =>
      (await filesLike(word)).filter((path) => !COMPRESSED.test(path));
    return [new ManyFollower(word, { list, open })];
  });
  const isOneOfMany = many.length > 0;
  return [
    ...named.map((word) => {
      const all = isOneOfMany ? [...named, { kind: 'file', path: '' } as const] : named;
      return followerOf(word, labelled(word, all, reading), question, context);
    }),
    ...many,
  ];
}

/** What follows the source that a word names. */
export function followerOf(
  word: SourceWord,
  reading: ReadOptions,
  question: Question,
  context: CommandContext,
): Follower {
  if (word.kind === 'server') {
    return new ServerFollower(new ServerClient(word.url, context.settings.tokenFor(word.url)), question.filterText);
  }
  if (word.kind === 'folder') {
    throw usageFailure(
      `${word.path} is a folder: a tail follows files and servers.`,
      'Follow the server that writes it.',
    );
  }
  if (COMPRESSED.test(word.path))
    throw usageFailure(`${word.path} is compressed and will not grow.`, 'Search it instead.');
  const matches = compilePredicate(question.query.filter);
  return word.path === '-'
    ? new StreamFollower(process.stdin, matches, reading)
    : new FileFollower(word.path, matches, reading);
}
