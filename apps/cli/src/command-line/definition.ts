import type { CommandContext } from '../command-context.ts';
import type { Given } from './given.ts';

/** What an option takes or a word of the command line is, so that completion knows what could follow. */
export type WordKind = 'query' | 'fields' | 'source' | 'file' | 'url' | 'text';

/** One option of a command. */
export interface OptionDefinition {
  readonly name: string;
  readonly short?: string;
  /** What it takes, as help shows it: `TIME`. A switch takes nothing. */
  readonly takes?: string;
  /** The words it takes, where they are known. */
  readonly values?: readonly string[];
  /** What kind of word it takes, where they are not; any text by default. */
  readonly kind?: WordKind;
  /** Whether it may be given several times. */
  readonly multiple?: boolean;
  readonly help: string;
}

/** One command of `tailrace`, as it is parsed, explained and run. */
export interface CommandDefinition {
  readonly name: string;
  /** Without the program's name: `search QUERY [SOURCE…]`. */
  readonly usage: readonly string[];
  readonly summary: string;
  /** Words that may follow the name, for completion. */
  readonly words?: readonly string[];
  /** What the words after the options are; the last stands for all that follow. */
  readonly takes?: readonly WordKind[];
  /** Paragraphs of the help. */
  readonly details: readonly string[];
  readonly options: readonly OptionDefinition[];
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Runs it; answers the exit code. */
  run(given: Given, context: CommandContext): Promise<number>;
}
