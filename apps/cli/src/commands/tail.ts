import type { CommandContext } from '../command-context.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';
import { READING_OPTIONS, STREAM_OUTPUT_OPTIONS, TIME_OPTIONS, TOKEN_OPTION } from '../command-line/shared-options.ts';

/** `tailrace tail` */
export const tail: CommandDefinition = {
  name: 'tail',
  usage: ['tail [OPTION…] QUERY [SOURCE…]'],
  summary: 'Follow files and servers as records arrive.',
  takes: ['query', 'source'],
  details: [
    'A SOURCE is a log file, a glob or a folder of log files (those that come later are followed too), - for standard input, or the address of a server; without one the server of TAILRACE_URL is followed.',
    'Files are followed across rotation and truncation, also before they are there. A server is followed over server-sent events; when the connection breaks it is made again and goes on after the last record seen. What was missed is said on stderr. Ctrl-C ends it.',
  ],
  options: [
    ...TIME_OPTIONS.filter(({ name }) => name === 'since').map((option) => ({
      ...option,
      help: 'Begin with everything from then on, instead of the newest: 15m, -15m, today, 2026-11-22T10:30:00Z.',
    })),
    {
      name: 'last',
      short: 'n',
      takes: 'NUMBER',
      help: 'Begin with the newest NUMBER matching records, 10 by default; of files the last MiB is looked at.',
    },
    ...STREAM_OUTPUT_OPTIONS,
    ...READING_OPTIONS,
    TOKEN_OPTION,
  ],
  examples: [
    ["tail 'level>=warn'", 'Warnings and errors of the local server as they arrive.'],
    ["tail '' app.log worker.log", 'Two files, together.'],
    ["tail 'status>=500' http://logs.example:8717 --token …", 'A server elsewhere.'],
  ],
  async run(given: Given, context: CommandContext): Promise<number> {
    const { runTail } = await import('../follow/run-tail.ts');
    return runTail(given, context);
  },
};
