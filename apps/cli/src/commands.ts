import type { CommandDefinition } from './command-line/definition.ts';

/** A command that is loaded only when it is asked for: the start stays quick. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandDefinition>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'Start a collector on a store folder, with its pages.',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  {
    name: 'search',
    summary: 'Find records in files, store folders and servers.',
    load: async () => (await import('./commands/search.ts')).search,
  },
  {
    name: 'tail',
    summary: 'Follow files and servers as records arrive.',
    load: async () => (await import('./commands/tail.ts')).tail,
  },
  {
    name: 'import',
    summary: 'Bring log files into a server or a store folder.',
    load: async () => (await import('./commands/import.ts')).importFiles,
  },
  {
    name: 'stats',
    summary: 'Tell what a server, a store folder or a file holds.',
    load: async () => (await import('./commands/stats.ts')).stats,
  },
  {
    name: 'spool',
    summary: 'Look into, check, repair and export what waits for delivery.',
    load: async () => (await import('./commands/spool.ts')).spool,
  },
  {
    name: 'completions',
    summary: 'Print a script that completes the command line.',
    load: async () => (await import('./commands/completions.ts')).completionsOf(COMMANDS),
  },
];
