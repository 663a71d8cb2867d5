import type { CommandContext } from '../command-context.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';
import { READING_OPTIONS, TOKEN_OPTION } from '../command-line/shared-options.ts';

/** `tailrace import` */
export const importFiles: CommandDefinition = {
  name: 'import',
  usage: ['import [OPTION…] FILE… [--to URL|FOLDER]'],
  summary: 'Bring log files into a server or a store folder.',
  takes: ['source'],
  details: [
    'A FILE is a log file of any common format (also .gz), a glob, or - for standard input. The format is found by looking; lines of a stack trace belong to the record before them. Each record gets an attribute file with the name of its file.',
    'Importing a file twice does no harm: its records have the same ids, and the second time they are counted as duplicates. That holds when the file grew, was rotated or compressed.',
    'For each file the answer says records = imported + duplicates + rejected.',
  ],
  options: [
    {
      name: 'to',
      short: 't',
      takes: 'URL|FOLDER',
      help: 'The server, or the folder of a store, which is made if it is not there; the server of TAILRACE_URL by default.',
    },
    ...READING_OPTIONS,
    { name: 'service', takes: 'NAME', help: 'Service of records whose lines name none.' },
    { name: 'host', takes: 'NAME', help: 'Host of records whose lines name none.' },
    {
      name: 'attribute',
      short: 'a',
      takes: 'NAME=VALUE',
      multiple: true,
      help: 'An attribute for every record; may be given several times.',
    },
    {
      name: 'origin',
      takes: 'NAME',
      help: "Tells files apart that begin alike, those of two hosts for example; by default a file's first line does.",
    },
    { name: 'output', short: 'o', takes: 'FORM', help: 'text (default) or jsonl: how the counts are written.' },
    TOKEN_OPTION,
  ],
  examples: [
    ['import /var/log/auth.log --year 2025 --time-zone Europe/Berlin', 'A syslog file into the local server.'],
    ["import 'logs/*.gz' --to ./store --service shop", 'Rotated files into a folder.'],
    ['import - --format pino < app.log', 'Standard input, of a known format.'],
  ],
  async run(given: Given, context: CommandContext): Promise<number> {
    const { runImport } = await import('../importing/run-import.ts');
    return runImport(given, context);
  },
};
