import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ReadOptions } from '@tailrace/readers';
import type { CommandContext } from '../command-context.ts';
import { CommandFailure, reasonOf } from '../command-failure.ts';
import { AbsentSource } from './absent-source.ts';
import { isStore } from './is-store.ts';
import type { Source } from './source.ts';

/** What a word on the command line names. */
export type SourceWord =
  | { readonly kind: 'server'; readonly url: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string };

/**
 * Tells what words name: addresses, folders of stores or of log files, files, globs (also where a shell left them), `-`
 * for standard input. Without any it is the server of the settings.
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
  for (const word of words) found.push(...(await readWord(word, mayBeAbsent)));
  return found;
}

async function readWord(word: string, mayBeAbsent: boolean): Promise<SourceWord[]> {
  if (/^https?:\/\//i.test(word)) return [{ kind: 'server', url: word }];
  return word === '-' ? [{ kind: 'file', path: '-' }] : readPath(word, mayBeAbsent);
}

async function readPath(word: string, mayBeAbsent: boolean): Promise<SourceWord[]> {
  const info = await stat(word).catch(() => undefined);
  if (info?.isDirectory()) return readFolder(word);
  if (info !== undefined) return [{ kind: 'file', path: word }];
  if (GLOB.test(word)) {
    const paths = await filesLike(word);
    if (paths.length > 0) return paths.map((path) => ({ kind: 'file', path }));
    throw new CommandFailure('failed', `No file is named like ${word}.`);
  }
  if (mayBeAbsent) return [{ kind: 'file', path: word }];
  throw new CommandFailure('failed', `There is no file, folder or address ${word}.`);
}

const GLOB = /[*?]|\[[^\]]+\]|\{[^}]+\}/;

/** Whether a word names files that may become more: a glob, or a folder of log files. */
export async function namesSeveral(word: string): Promise<boolean> {
  if (word === '-' || /^https?:\/\//i.test(word)) return false;
  const info = await stat(word).catch(() => undefined);
  if (info === undefined) return GLOB.test(word);
  return info.isDirectory() && (await readFolder(word))[0]?.kind === 'file';
}

/** The files that are named so now: by a glob, or by their folder. */
export async function filesLike(word: string): Promise<readonly string[]> {
  const info = await stat(word).catch(() => undefined);
  if (info?.isDirectory())
    return (await readFolder(word)).flatMap((found) => (found.kind === 'file' ? found.path : []));
  const { glob } = await import('tinyglobby');
  return (await glob(word, { onlyFiles: true, absolute: word.startsWith('/') })).sort();
}

/** Files whose names are those of logs, rotated and compressed ones too: `app.log.1.gz`, `app-2026-01-31.jsonl`. */
const LOG_FILE =
  /\.(?:log|jsonl|ndjson|json|txt|out|err)(?:[.-][\w-]+)*$|^(?:syslog|messages|stdout|stderr)(?:\.[\w-]+)*$/i;

/** A store's folder is a source itself; of any other its log files are. */
async function readFolder(path: string): Promise<SourceWord[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new CommandFailure('failed', `${path}: ${reasonOf(error)}`);
  });
  if (isStore(entries.map(({ name }) => name))) return [{ kind: 'folder', path }];
  const files = entries
    .filter((entry) => entry.isFile() && LOG_FILE.test(entry.name))
    .map(({ name }) => join(path, name));
  return files.length > 0 ? files.sort().map((file) => ({ kind: 'file', path: file })) : [{ kind: 'folder', path }];
}

/** The options of reading a file; of several files each record says which it is from, as those that were imported do. */
export function labelled(word: SourceWord, all: readonly SourceWord[], reading: ReadOptions): ReadOptions {
  if (word.kind !== 'file' || word.path === '-' || all.length < 2) return reading;
  const name = basename(word.path);
  const isOnlyOne = !all.some(
    (other) => other.kind === 'file' && other.path !== word.path && basename(other.path) === name,
  );
  return { ...reading, attributes: { ...reading.attributes, file: isOnlyOne ? name : word.path } };
}

/** Opens what the words name; of several those that are not there fail once they are asked. */
export async function openSources(
  words: readonly string[],
  reading: ReadOptions,
  context: CommandContext,
): Promise<readonly Source[]> {
  const absent: Source[] = [];
  const tolerant = async <T>(name: string, work: () => Promise<readonly T[]>): Promise<readonly T[]> => {
    try {
      return await work();
    } catch (error) {
      if (words.length < 2 || !(error instanceof CommandFailure) || error.exit !== 'failed') throw error;
      absent.push(new AbsentSource(name, error));
      return [];
    }
  };
  const named: SourceWord[] = words.length === 0 ? await readSourceWords([], context) : [];
  for (const word of words) named.push(...(await tolerant(word, () => readWord(word, false))));
  const sources: Source[] = [];
  for (const word of named) {
    const name = word.kind === 'server' ? word.url : word.path;
    sources.push(...(await tolerant(name, async () => [await open(word, labelled(word, named, reading), context)])));
  }
  return [...sources, ...absent];
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
