import type { CommandDefinition } from './definition.ts';

/** A command that is loaded only when it is asked for: the start stays quick. */
export interface CommandEntry {
  readonly name: string;
  /** Another name that is taken, from before. */
  readonly alias?: string;
  /** Whether it is for shells, not for people. */
  readonly hidden?: boolean;
  readonly summary: string;
  readonly load: () => Promise<CommandDefinition>;
}
