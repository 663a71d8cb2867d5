import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ReadOptions } from '@tailrace/readers';
import type { CommandContext } from '../command-context.ts';
import { CommandFailure } from '../command-failure.ts';
import type { Source } from './source.ts';

/** What a word on the command line names. */
export type SourceWord =
  | { readonly kind: 'server'; readonly url: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string };

/**
 * Tells what words name: addresses, folders, files, globs (also where a shell left them), `-` for standard input.
 * Without any it is the server of the settings.
 *
 * @param options - `mayBeAbsent` takes names of files that are not there yet.
 * @throws CommandFailure for a file that is not there.
 */
export async function readSourceWords(
  words: readonly string[],
  { settings }: CommandContext,
  { mayBeAbsent = false }: { readonly mayBeAbsent?: boolean } = {},
): Promise<SourceWord[]> {
  if (words.length === 0) return [{ kind: 'server', url: settings.url }];
  const found: SourceWord[] = [];
  for (const word of words) {
    if (/^https?:\/\//i.test(word)) found.push({ kind: 'server', url: word });
    else if (word === '-') found.push({ kind: 'file', path: '-' });
    else found.push(...(await readPath(word, mayBeAbsent)));
  }
  return found;
}

async function readPath(word: string, mayBeAbsent: boolean): Promise<SourceWord[]> {
  const info = await stat(word).catch(() => undefined);
  if (info?.isDirectory()) return [{ kind: 'folder', path: word }];
  if (info !== undefined) return [{ kind: 'file', path: word }];
  if (/[*?[\]{}]/.test(word)) {
    const { glob } = await import('tinyglobby');
    const paths = await glob(word, { onlyFiles: true, absolute: word.startsWith('/') });
    if (paths.length > 0) return paths.sort().map((path) => ({ kind: 'file', path }));
    throw new CommandFailure('failed', `No file is named like ${word}.`);
  }
  if (mayBeAbsent) return [{ kind: 'file', path: word }];
  throw new CommandFailure('failed', `There is no file, folder or address ${word}.`);
}

/** The options of reading a file; of several files each record says which it is from, as those that were imported do. */
export function labelled(word: SourceWord, all: readonly SourceWord[], reading: ReadOptions): ReadOptions {
  if (word.kind !== 'file' || word.path === '-' || all.length < 2) return reading;
  return { ...reading, attributes: { ...reading.attributes, file: basename(word.path) } };
}

/** Opens what the words name. */
export async function openSources(
  words: readonly string[],
  reading: ReadOptions,
  context: CommandContext,
): Promise<readonly Source[]> {
  const sources: Source[] = [];
  const named = await readSourceWords(words, context);
  for (const word of named) sources.push(await open(word, labelled(word, named, reading), context));
  return sources;
}

async function open(word: SourceWord, reading: ReadOptions, { settings, notices }: CommandContext): Promise<Source> {
  if (word.kind === 'server') {
    const [{ ServerSource }, { ServerClient }] = await Promise.all([
      import('./server-source.ts'),
      import('./server-client.ts'),
    ]);
    return new ServerSource(new ServerClient(word.url, settings.tokenFor(word.url)));
  }
  if (word.kind === 'folder') {
    const [{ StoreSource }, { openFolder }] = await Promise.all([
      import('./store-source.ts'),
      import('./open-folder.ts'),
    ]);
    return new StoreSource(word.path, await openFolder(word.path));
  }
  const { FileSource } = await import('./file-source.ts');
  return new FileSource(word.path, reading, notices);
}
