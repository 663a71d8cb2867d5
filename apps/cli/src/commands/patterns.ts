import type { CommandContext } from '../command-context.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';
import { READING_OPTIONS, TABLE_OUTPUT_OPTIONS, TIME_OPTIONS, TOKEN_OPTION } from '../command-line/shared-options.ts';

/** `tailrace patterns` */
export const patterns: CommandDefinition = {
  name: 'patterns',
  usage: ['patterns [OPTION…] [QUERY [SOURCE…]]'],
  summary: 'Group messages by what stays the same in them.',
  takes: ['query', 'source'],
  details: [
    'Numbers, identifiers, addresses, times, paths and quoted words are replaced by <*>; what is the same then is one pattern. Each is shown with its count, its share of all records that match, how it went over time, and in a pipe with its newest message.',
    'A store and a server group their records themselves and send only the answer, which says nothing of the time; with --trend their records are read here.',
  ],
  options: [
    ...TIME_OPTIONS,
    { name: 'limit', short: 'n', takes: 'NUMBER', help: 'Patterns, the most frequent first; 20 by default.' },
    { name: 'examples', short: 'e', help: 'Below each pattern its newest message.' },
    { name: 'trend', help: 'Over time also for stores and servers, by reading their records; files always tell it.' },
    ...TABLE_OUTPUT_OPTIONS,
    ...READING_OPTIONS,
    TOKEN_OPTION,
  ],
  examples: [
    ["patterns '' app.log", 'What a file is full of.'],
    ["patterns 'level>=error' --since 1d --examples", 'The kinds of errors of a day.'],
    ["patterns 'level>=error' app.log -o jsonl | jq -r .pattern", 'For another program.'],
  ],
  async run(given: Given, context: CommandContext): Promise<number> {
    const { runPatterns } = await import('../patterns/run-patterns.ts');
    return runPatterns(given, context);
  },
};
