import type { CommandContext } from '../command-context.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';
import { READING_OPTIONS, RECORD_OUTPUT_OPTIONS, TIME_OPTIONS, TOKEN_OPTION } from '../command-line/shared-options.ts';

/** `tailrace context` */
export const contextOf: CommandDefinition = {
  name: 'context',
  usage: ['context [OPTION…] ID [SOURCE…]', 'context [OPTION…] FILE:LINE', 'context [OPTION…] --each QUERY [SOURCE…]'],
  summary: 'Show what happened around a record, a line or each match.',
  takes: ['source'],
  details: [
    'The neighbours are all records, whatever was searched for. A place is the ID of a record, as searches print it, or a line of a file, as editors and stack traces write it; the line of a stack trace leads to its record.',
    'With --each it is every record that a query finds: where contexts meet they are one, and between those that do not stands --. Of a store or a server the newest 10 matches are taken unless --limit says otherwise.',
    'On a terminal the record itself is marked; in a pipe of JSON each record is as it is.',
  ],
  options: [
    { name: 'before', short: 'B', takes: 'NUMBER', help: 'Records before it, 10 by default.' },
    { name: 'after', short: 'A', takes: 'NUMBER', help: 'Records after it, 10 by default.' },
    { name: 'around', short: 'C', takes: 'NUMBER', help: 'Both.' },
    { name: 'each', help: 'The first word is a QUERY: the context of every record that it finds.' },
    { name: 'limit', short: 'n', takes: 'NUMBER', help: 'With --each: so many matches; 0 for all.' },
    ...TIME_OPTIONS,
    ...RECORD_OUTPUT_OPTIONS,
    ...READING_OPTIONS,
    TOKEN_OPTION,
  ],
  examples: [
    ['context 01931c5e-8f00-7c3a-8d2e-5b0b2f4c1a77 --around 5', 'Around a record of the local server.'],
    ['context app.log:1234', 'Around a line of a file.'],
    ["context --each 'level>=error' app.log -B 20 -A 0", 'What led to each error.'],
  ],
  async run(given: Given, context: CommandContext): Promise<number> {
    const { runContext } = await import('../around/run-context.ts');
    return runContext(given, context);
  },
};
