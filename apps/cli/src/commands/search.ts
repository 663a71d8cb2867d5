import type { CommandContext } from '../command-context.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';
import { READING_OPTIONS, RECORD_OUTPUT_OPTIONS, TIME_OPTIONS, TOKEN_OPTION } from '../command-line/shared-options.ts';

/** `tailrace search` */
export const search: CommandDefinition = {
  name: 'search',
  usage: ['search [OPTION…] QUERY [SOURCE…]'],
  summary: 'Find records in files, store folders and servers.',
  takes: ['query', 'source'],
  details: [
    'A SOURCE is a log file of any common format (also compressed), a glob, - for standard input, a folder of log files, the folder of a store, or the address of a server. Without one the server of TAILRACE_URL is asked, http://127.0.0.1:8717 by default. Several are merged by time.',
    "A QUERY is text to find in messages, conditions on fields, and pipes: 'level>=warn service:api \"connection reset\" -path:/healthz* duration_ms>250 | count by service, 5m'. The empty query '' finds everything.",
    'Records are printed oldest first. On a terminal these are the newest 100 unless --limit says otherwise; in a pipe all of them. Several files are merged by time, each of them a minute out of order at the most; of one that is further out of order its records stand where they stand, and a word says so. A single file keeps its own order.',
  ],
  options: [
    ...TIME_OPTIONS,
    { name: 'limit', short: 'n', takes: 'NUMBER', help: 'The newest NUMBER records only; 0 for all.' },
    { name: 'head', help: 'With --limit: the oldest records instead of the newest.' },
    { name: 'reverse', short: 'r', help: 'Print the newest record first.' },
    ...RECORD_OUTPUT_OPTIONS,
    ...READING_OPTIONS,
    TOKEN_OPTION,
  ],
  examples: [
    ["search 'level>=error' --since 15m", 'The last errors of the local server.'],
    ["search 'connection reset' app.log app.log.*.gz", 'Text in a log file and its rotated parts.'],
    ["search 'level>=warn | count by service, 5m' /var/lib/tailrace", 'A table from the folder of a store.'],
    ["search 'status>=500' access.log -o csv -f timestamp,path,status", 'Chosen fields for a spreadsheet.'],
    ["search timeout app.log --template '{time} {message}' --time relative", 'Lines as you like them.'],
    ["search '-path:/healthz*' - < access.log", 'Everything on standard input but health checks.'],
  ],
  async run(given: Given, context: CommandContext): Promise<number> {
    const { runSearch } = await import('../searching/run-search.ts');
    return runSearch(given, context);
  },
};
