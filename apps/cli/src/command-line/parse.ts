import { usageFailure } from '../command-failure.ts';
import type { OptionDefinition } from './definition.ts';
import type { Given } from './given.ts';

/** Characters that a query has and an option's name never. */
const QUERY_LIKE = /[\s:<>="'/*()|,]/;

/**
 * Parses the words after a command's name.
 *
 * An option's value may begin with a hyphen (`--since -15m`), and so may a query (`-path:/healthz*`): a word that no
 * option has for a name, and that has a query's signs in it, is taken as it stands. `--` ends the options.
 *
 * @throws CommandFailure for an unknown option, with the nearest known name, and for a missing or needless value.
 */
export async function parseCommandLine(words: readonly string[], options: readonly OptionDefinition[]): Promise<Given> {
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') {
      positionals.push(...queue);
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      positionals.push(word);
      continue;
    }
    const { name, value } = splitWord(word);
    const option = options.find((known) => (word.startsWith('--') ? known.name === name : known.short === name));
    if (option === undefined) {
      if (!word.startsWith('--') && QUERY_LIKE.test(word)) positionals.push(word);
      else throw await unknownOption(word, name, options);
      continue;
    }
    const given = values.get(option.name) ?? [];
    if (option.takes === undefined) {
      if (value !== undefined) throw usageFailure(`--${option.name} takes no value.`);
      given.push('');
    } else {
      const taken = value ?? queue.shift();
      if (taken === undefined) throw usageFailure(`--${option.name} takes ${option.takes}.`);
      if (given.length > 0 && option.multiple !== true) given.pop();
      given.push(taken);
    }
    values.set(option.name, given);
  }
  return {
    positionals,
    text: (name) => values.get(name)?.at(-1),
    list: (name) => values.get(name) ?? [],
    flag: (name) => values.has(name),
  };
}

/** `--name=value`, `--name`, `-n`, `-n5`. */
function splitWord(word: string): { name: string; value?: string } {
  if (!word.startsWith('--')) {
    const name = word.slice(1, 2);
    const rest = word.slice(2);
    return rest === '' ? { name } : { name, value: rest.startsWith('=') ? rest.slice(1) : rest };
  }
  const equals = word.indexOf('=');
  return equals === -1 ? { name: word.slice(2) } : { name: word.slice(2, equals), value: word.slice(equals + 1) };
}

async function unknownOption(word: string, name: string, options: readonly OptionDefinition[]): Promise<Error> {
  const { nearestName } = await import('@tailrace/core');
  const nearest = nearestName(
    name,
    options.map((option) => option.name),
  );
  const shown = word.startsWith('--') ? `--${name}` : word;
  return usageFailure(`There is no option ${shown}.`, nearest === undefined ? undefined : `Did you mean --${nearest}?`);
}
