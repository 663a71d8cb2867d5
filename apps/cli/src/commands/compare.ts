import type { CommandContext } from '../command-context.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';
import { READING_OPTIONS, TIME_OPTIONS, TOKEN_OPTION } from '../command-line/shared-options.ts';

/** `tailrace compare` */
export const compare: CommandDefinition = {
  name: 'compare',
  usage: ['compare [OPTION…] OLD NEW'],
  summary: 'Compare the records of two sources, of an old logger and a new one for example.',
  takes: ['source'],
  details: [
    'OLD and NEW are sources as for search, each of its own format: the output of the old logger and of the new, while both are written; or a file and the server that it was imported into. Records are matched, and what differs is counted by field, with examples.',
    'Matched by message, records belong together that have the same message and are of the same severity, and are no further apart in time than the window: those that are equal first, and what is left with those that are most like it. Matched by fields, the same with the same values of these instead; by id, those with the same one; by sequence, the first and the first. Unless they are matched by id, id and timestamp are not compared.',
    'Both are read once and in step, so memory holds only what waits for its other half. The exit code is 0 if every record has an equal one, else 1.',
  ],
  options: [
    {
      name: 'by',
      takes: 'HOW',
      values: ['message', 'id', 'sequence'],
      help: 'How records are matched: message (default), id, sequence, or by names of fields, separated by commas.',
    },
    {
      name: 'window',
      takes: 'DURATION',
      help: 'By message or fields: how far apart in time they may be, 1s by default.',
    },
    {
      name: 'ignore',
      short: 'i',
      takes: 'NAMES',
      kind: 'fields',
      multiple: true,
      help: 'Fields that are not compared, separated by commas; also what is below them.',
    },
    { name: 'where', short: 'w', takes: 'QUERY', kind: 'query', help: 'Only records that it finds, in both.' },
    { name: 'examples', short: 'e', takes: 'NUMBER', help: 'Examples of each difference, 3 by default.' },
    ...TIME_OPTIONS,
    {
      name: 'output',
      short: 'o',
      takes: 'FORM',
      values: ['text', 'json', 'jsonl'],
      help: 'text (default on a terminal), jsonl (default in a pipe: a summary, then a line for each difference), or json (one object).',
    },
    { name: 'json', help: 'The same as --output json.' },
    {
      name: 'no-pager',
      help: 'No pager on a terminal; it is less unless TAILRACE_PAGER or PAGER says otherwise.',
    },
    ...READING_OPTIONS,
    TOKEN_OPTION,
  ],
  examples: [
    ['compare old.log new.log --ignore pid,host', 'The output of two loggers in one process.'],
    ['compare old.log new.log --by request_id,message --json', 'Two runs, by what names a request in both.'],
    ['compare app.log http://127.0.0.1:8717 --by id', 'Whether everything of a file arrived.'],
    ["compare 'old/*.gz' ./store --where 'level>=warn' --window 5s", 'Warnings only, with clocks that differ.'],
  ],
  async run(given: Given, context: CommandContext): Promise<number> {
    const { runCompare } = await import('../comparing/run-compare.ts');
    return runCompare(given, context);
  },
};
