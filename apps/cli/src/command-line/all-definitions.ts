import { COMMANDS } from '../commands.ts';
import type { CommandDefinition } from './definition.ts';

/** All commands that people use, loaded: for the manual, for completion and for the documentation. */
export async function allDefinitions(): Promise<readonly CommandDefinition[]> {
  return Promise.all(COMMANDS.filter(({ hidden }) => hidden !== true).map(({ load }) => load()));
}
