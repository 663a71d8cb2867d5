import type { CommandContext } from '../command-context.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';
import { READING_OPTIONS, TOKEN_OPTION } from '../command-line/shared-options.ts';

/** `tailrace stats` */
export const stats: CommandDefinition = {
  name: 'stats',
  usage: ['stats [OPTION…] [SOURCE…]'],
  summary: 'Tell what a server, a store folder or a file holds.',
  takes: ['source'],
  details: [
    'A SOURCE is as for search. Of a store: records, bytes, segments, the time they span, and damage that was found. Of a file: lines, records, formats, levels and the time they span.',
  ],
  options: [
    {
      name: 'output',
      short: 'o',
      takes: 'FORM',
      values: ['text', 'jsonl'],
      help: 'text (default on a terminal) or jsonl (default in a pipe).',
    },
    ...READING_OPTIONS,
    TOKEN_OPTION,
  ],
  examples: [
    ['stats', 'The local server.'],
    ['stats app.log ./store', 'A file and a folder.'],
  ],
  async run(given: Given, context: CommandContext): Promise<number> {
    const { runStats } = await import('../stats/run-stats.ts');
    return runStats(given, context);
  },
};
