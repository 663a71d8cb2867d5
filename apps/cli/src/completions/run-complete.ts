import type { CommandContext } from '../command-context.ts';
import type { CommandEntry } from '../command-line/command-entry.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { visible } from '../terminal/visible.ts';
import type { Candidate } from './candidate.ts';
import { candidatesFor } from './candidates.ts';
import { type LastWord, quoteFor, splitLine } from './shell-words.ts';

/** Runs `tailrace __complete`; answers the exit code. Whatever fails, there is just nothing to offer. */
export async function runComplete(
  commands: readonly CommandEntry[],
  given: Given,
  context: CommandContext,
): Promise<number> {
  const bash = given.text('shell') === 'bash';
  try {
    const { before, last, after } = bash ? lineOfBash(given) : wordsOf(given);
    const { directive, found } = await candidatesFor({ before, current: last.value, after }, commands, context);
    const fitting = found.filter(({ value }) => startsWith(value, last.value) && !/[\n\r\t]/.test(value));
    await context.stdout.line(directive);
    const written = bash ? forBash(fitting, last, given.text('word') ?? '') : fitting.map(line);
    for (const each of written) await context.stdout.line(visible(each));
  } catch {
    // A shell has no place for words about it.
  }
  return EXIT_CODES.found.code;
}

/** Fields may be typed in any case; words that are not what was typed are left to the shell. */
function startsWith(value: string, typed: string): boolean {
  return value.toLowerCase().startsWith(typed.toLowerCase());
}

function lineOfBash(given: Given): { before: readonly string[]; last: LastWord; after: readonly string[] } {
  const { before, last } = splitLine(given.text('head') ?? '');
  // What is behind the cursor belongs to the word up to the first blank or quotation mark.
  const rest = (given.text('tail') ?? '').replace(/^[^\s'"]*['"]?/, '');
  const behind = splitLine(`${rest} `).before;
  return { before: before.slice(1), last, after: behind.filter((word) => !word.startsWith('-')) };
}

function wordsOf(given: Given): { before: readonly string[]; last: LastWord; after: readonly string[] } {
  const words = given.positionals;
  const { before, last } = splitLine(words.at(-1) ?? '');
  // A word that holds blanks without being quoted was unquoted by the shell.
  const value = before.length > 0 ? (words.at(-1) ?? '') : last.value;
  return { before: words.slice(0, -1), last: { value, quote: last.quote }, after: [] };
}

function line({ value, about }: Candidate): string {
  return about === '' ? value : `${value}\t${about}`;
}

/** Bash replaces only what is behind the last of its word breaks. */
function forBash(found: readonly Candidate[], { value: typed, quote }: LastWord, word: string): string[] {
  const kept = typed.endsWith(word) ? typed.length - word.length : 0;
  return found.map(({ value }) => quoteFor(value.slice(kept), quote));
}
