import type { CommandContext } from '../command-context.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';
import { READING_OPTIONS, TABLE_OUTPUT_OPTIONS, TIME_OPTIONS, TOKEN_OPTION } from '../command-line/shared-options.ts';

/** `tailrace top` */
export const top: CommandDefinition = {
  name: 'top',
  usage: ['top [OPTION…] FIELDS [QUERY [SOURCE…]]'],
  summary: 'Show the most frequent values of fields, also live.',
  takes: ['fields', 'query', 'source'],
  details: [
    'FIELDS are names separated by commas: each has a table of its own with its values, their counts and their share of all records that match. Sampled records count with their weight. (none) counts the records without the field.',
    'A store and a server count themselves; files are read once, whatever the number of fields. With --follow the table goes on as records arrive: on a terminal it is drawn anew, in a pipe the counts so far are printed for each interval in which something came.',
  ],
  options: [
    ...TIME_OPTIONS,
    { name: 'limit', short: 'n', takes: 'NUMBER', help: 'Values of each field, 10 by default.' },
    { name: 'follow', help: 'Go on counting as records arrive, until it is interrupted.' },
    { name: 'every', takes: 'SECONDS', help: 'With --follow: how often it is shown, 1 by default.' },
    { name: 'last', takes: 'NUMBER', help: 'With --follow: begin with the newest NUMBER records, 1000 by default.' },
    ...TABLE_OUTPUT_OPTIONS,
    ...READING_OPTIONS,
    TOKEN_OPTION,
  ],
  examples: [
    ["top service,level 'level>=warn' --since 1h", 'Who warns, of the local server.'],
    ["top status,path '' access.log -n 20", 'What an access log is about.'],
    ["top client_ip 'status:429' access.log --follow", 'Who is turned away, while it happens.'],
  ],
  async run(given: Given, context: CommandContext): Promise<number> {
    const { runTop } = await import('../top/run-top.ts');
    return runTop(given, context);
  },
};
