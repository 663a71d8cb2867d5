import type { CommandEntry } from './command-entry.ts';
import type { CommandDefinition } from './definition.ts';

/** The commands that people use, loaded: for the manual and for the documentation. */
export async function definitionsOf(commands: readonly CommandEntry[]): Promise<readonly CommandDefinition[]> {
  return Promise.all(commands.filter(({ hidden }) => hidden !== true).map(({ load }) => load()));
}
