import type { CommandEntry } from './command-line/command-entry.ts';

export const COMMANDS: readonly CommandEntry[] = [
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
    name: 'stats',
    summary: 'Tell what a server, a store folder or a file holds.',
    load: async () => (await import('./commands/stats.ts')).stats,
  },
  {
    name: 'top',
    summary: 'Show the most frequent values of fields, also live.',
    load: async () => (await import('./commands/top.ts')).top,
  },
  {
    name: 'patterns',
    summary: 'Group messages by what stays the same in them.',
    load: async () => (await import('./commands/patterns.ts')).patterns,
  },
  {
    name: 'context',
    summary: 'Show what happened around a record, a line or each match.',
    load: async () => (await import('./commands/context.ts')).contextOf,
  },
  {
    name: 'export',
    summary: 'Write what a query finds as JSON, NDJSON, CSV or an Excel workbook.',
    load: async () => (await import('./commands/export.ts')).exportRecords,
  },
  {
    name: 'explain',
    summary: 'Say what a query means, and how each source answers it.',
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  {
    name: 'import',
    summary: 'Bring log files into a server or a store folder.',
    load: async () => (await import('./commands/import.ts')).importFiles,
  },
  {
    name: 'compare',
    summary: 'Compare the records of two sources, of an old logger and a new one for example.',
    load: async () => (await import('./commands/compare.ts')).compare,
  },
  {
    name: 'spool',
    summary: 'Look into, check, repair and export what waits for delivery.',
    load: async () => (await import('./commands/spool.ts')).spool,
  },
  {
    name: 'store',
    summary: 'Check, compact, back up, restore, archive and repair a store folder.',
    load: async () => (await import('./commands/store.ts')).store,
  },
  {
    name: 'serve',
    summary: 'Start a collector on a store folder, with its pages.',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  {
    name: 'login',
    summary: "Keep a server's token, after the server took it.",
    load: async () => (await import('./commands/login.ts')).login,
  },
  {
    name: 'logout',
    summary: "Forget a server's token.",
    load: async () => (await import('./commands/login.ts')).logout,
  },
  {
    name: 'whoami',
    summary: 'Tell what a server lets you do.',
    load: async () => (await import('./commands/login.ts')).whoami,
  },
  {
    name: 'completion',
    alias: 'completions',
    summary: 'Print a script that completes the command line.',
    load: async () => (await import('./commands/completion.ts')).completion,
  },
  {
    name: 'man',
    summary: 'Print the manual page, or show it.',
    load: async () => (await import('./commands/man.ts')).manOf(COMMANDS),
  },
  {
    name: '__complete',
    hidden: true,
    summary: 'Answer a shell what could follow.',
    load: async () => (await import('./commands/complete-line.ts')).completeLineOf(COMMANDS),
  },
];
