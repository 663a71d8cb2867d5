import type { CommandContext } from '../command-context.ts';
import type { Given } from './given.ts';

/** One option of a command. */
export interface OptionDefinition {
  readonly name: string;
  readonly short?: string;
  /** What it takes, as help shows it: `TIME`. A switch takes nothing. */
  readonly takes?: string;
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
  /** Paragraphs of the help. */
  readonly details: readonly string[];
  readonly options: readonly OptionDefinition[];
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Runs it; answers the exit code. */
  run(given: Given, context: CommandContext): Promise<number>;
}
