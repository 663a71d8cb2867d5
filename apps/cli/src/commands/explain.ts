import type { CommandContext } from '../command-context.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';
import { TIME_OPTIONS, TOKEN_OPTION } from '../command-line/shared-options.ts';

/** `tailrace explain` */
export const explain: CommandDefinition = {
  name: 'explain',
  usage: ['explain [OPTION…] QUERY [SOURCE…]'],
  summary: 'Say what a query means, and how each source answers it.',
  takes: ['query', 'source'],
  details: [
    'The query is said in words and printed as it was understood; relative times are resolved. Where it does not parse, carets show the place, and the exit code is 2: a search would look for its text as it stands. No record is read.',
    'With SOURCEs it is also said how each would answer: what is read, what is asked of the other side, and what is left to be done here.',
  ],
  options: [
    ...TIME_OPTIONS,
    {
      name: 'output',
      short: 'o',
      takes: 'FORM',
      values: ['text', 'json'],
      help: 'text (default), or json: the syntax tree, the words, the problem if there is one, and the plans.',
    },
    {
      name: 'statements',
      help: 'With SOURCEs: also the statements of the engine; values of the query are bound, not written.',
    },
    { name: 'json', help: 'The same as --output json.' },
    TOKEN_OPTION,
  ],
  examples: [
    ["explain 'level>=warn -path:/healthz* | count by service, 5m'", 'What is counted here?'],
    ["explain 'duration>250ms (a OR b'", 'Where the mistake is.'],
    ["explain --json 'status:[500 TO 599]' | jq .filter", 'The syntax tree.'],
    ["explain 'trace_id:0af7*' ./store", 'How the folder of a store would answer it.'],
  ],
  async run(given: Given, context: CommandContext): Promise<number> {
    const { runExplain } = await import('../explaining/run-explain.ts');
    return runExplain(given, context);
  },
};
