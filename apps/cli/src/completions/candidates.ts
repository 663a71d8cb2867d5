import type { CommandContext } from '../command-context.ts';
import type { CommandEntry } from '../command-line/command-entry.ts';
import type { CommandDefinition, OptionDefinition, WordKind } from '../command-line/definition.ts';
import { SHARED_OPTIONS } from '../command-line/shared-options.ts';
import type { Candidate } from './candidate.ts';

/** What could follow. */
export interface Candidates {
  /** `files`: names of files too. `nospace`: the word may go on. */
  readonly directive: 'plain' | 'files' | 'nospace';
  readonly found: readonly Candidate[];
}

/** The words of a command line: the last of `before` is in front of the one that is typed; `after` is behind the cursor. */
export interface TypedLine {
  readonly before: readonly string[];
  readonly current: string;
  readonly after: readonly string[];
}

const NONE: Candidates = { directive: 'plain', found: [] };

/** Tells what could stand at the cursor, of these commands. */
export async function candidatesFor(
  line: TypedLine,
  commands: readonly CommandEntry[],
  context: CommandContext,
): Promise<Candidates> {
  const [name, ...words] = line.before;
  if (name === undefined) return plain(namesOf(commands));
  if (name === 'help') return words.length === 0 ? plain(namesOf(commands)) : NONE;
  const entry = commands.find((command) => command.name === name || command.alias === name);
  if (entry === undefined) return NONE;
  const command = await entry.load();
  const options = [...command.options, ...SHARED_OPTIONS];
  const { positionals, waiting, ended } = readWords(words, options);
  if (waiting !== undefined) return ofOption(waiting, line.current, line, positionals, context);
  if (!ended && line.current.startsWith('--') && line.current.includes('=')) {
    return ofAssignment(options, line, positionals, context);
  }
  if (!ended && line.current.startsWith('-') && line.current !== '-') {
    return plain(options.map(({ name: each, help }) => ({ value: `--${each}`, about: help })));
  }
  return ofPosition(command, positionals, line, context);
}

function namesOf(commands: readonly CommandEntry[]): Candidate[] {
  return commands.filter(({ hidden }) => hidden !== true).map(({ name, summary }) => ({ value: name, about: summary }));
}

interface ReadWords {
  readonly positionals: readonly string[];
  /** The option whose value comes next. */
  readonly waiting?: OptionDefinition;
  /** Whether `--` ended the options. */
  readonly ended: boolean;
}

function readWords(words: readonly string[], options: readonly OptionDefinition[]): ReadWords {
  const positionals: string[] = [];
  let waiting: OptionDefinition | undefined;
  for (const [index, word] of words.entries()) {
    if (waiting !== undefined) waiting = undefined;
    else if (word === '--') return { positionals: [...positionals, ...words.slice(index + 1)], ended: true };
    else if (word.startsWith('--') && !word.includes('='))
      waiting = taking(options, (each) => `--${each.name}` === word);
    else if (/^-[a-zA-Z]$/.test(word)) waiting = taking(options, ({ short }) => `-${short}` === word);
    else if (!word.startsWith('--')) positionals.push(word);
  }
  return { positionals, ended: false, ...(waiting !== undefined && { waiting }) };
}

function taking(
  options: readonly OptionDefinition[],
  is: (option: OptionDefinition) => boolean,
): OptionDefinition | undefined {
  return options.find((option) => is(option) && option.takes !== undefined);
}

async function ofAssignment(
  options: readonly OptionDefinition[],
  line: TypedLine,
  positionals: readonly string[],
  context: CommandContext,
): Promise<Candidates> {
  const at = line.current.indexOf('=') + 1;
  const option = taking(options, ({ name }) => `--${name}=` === line.current.slice(0, at));
  if (option === undefined) return NONE;
  const { directive, found } = await ofOption(option, line.current.slice(at), line, positionals, context);
  const head = line.current.slice(0, at);
  return { directive, found: found.map(({ value, about }) => ({ value: head + value, about })) };
}

async function ofOption(
  option: OptionDefinition,
  current: string,
  line: TypedLine,
  positionals: readonly string[],
  context: CommandContext,
): Promise<Candidates> {
  if (option.values !== undefined) return plain(option.values.map((value) => ({ value, about: '' })));
  return ofKind(option.kind ?? 'text', current, [...positionals, ...line.after], context);
}

async function ofPosition(
  command: CommandDefinition,
  positionals: readonly string[],
  { current, after }: TypedLine,
  context: CommandContext,
): Promise<Candidates> {
  if (command.words !== undefined && positionals.length === 0) {
    return plain(command.words.map((value) => ({ value, about: '' })));
  }
  const takes = command.takes ?? [];
  const kind = takes[Math.min(positionals.length, takes.length - 1)] ?? (command.words === undefined ? 'text' : 'file');
  // Fields and values are those of what is named on the line: before the cursor what is no query, and all behind it.
  const named = [...positionals.filter((_, index) => takes[Math.min(index, takes.length - 1)] === 'source'), ...after];
  return ofKind(kind, current, named, context);
}

async function ofKind(
  kind: WordKind,
  current: string,
  named: readonly string[],
  context: CommandContext,
): Promise<Candidates> {
  if (kind === 'file') return { directive: 'files', found: [] };
  if (kind === 'source' || kind === 'url') {
    const { knownServers } = await import('./known-servers.ts');
    const found = knownServers(context).map((value) => ({ value, about: 'server' }));
    return { directive: kind === 'url' ? 'plain' : 'files', found };
  }
  if (kind === 'query' || kind === 'fields') {
    const { completeFields, completeQuery } = await import('./complete-query.ts');
    const found = await (kind === 'query' ? completeQuery : completeFields)(current, named, context);
    return { directive: 'nospace', found };
  }
  return NONE;
}

function plain(found: readonly Candidate[]): Candidates {
  return { directive: 'plain', found };
}
