import type { CommandContext } from '../command-context.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';
import { KEEP_FORMULAS_OPTION, READING_OPTIONS, TIME_OPTIONS, TOKEN_OPTION } from '../command-line/shared-options.ts';

/** `tailrace export` */
export const exportRecords: CommandDefinition = {
  name: 'export',
  usage: ['export [OPTION…] QUERY [SOURCE…] --to FILE'],
  summary: 'Write what a query finds as JSON, NDJSON, CSV or an Excel workbook.',
  takes: ['query', 'source'],
  details: [
    'The form is told by the end of the name: .json, .ndjson or .jsonl, .csv, .xlsx; .gz behind the first three compresses. All records are written, the oldest first, in a stream: memory does not grow with them. A query with pipes is written as the table that it makes.',
    'JSON and NDJSON hold whole records. CSV and workbooks have a column for each usual field and each attribute that the first 1,000 records have; what others there are stands in more_attributes as JSON. --fields chooses.',
    'In CSV, text that begins with = + - @, a tab or a line break gets an apostrophe before it, for a spreadsheet would run it as a formula. In a workbook text is text: nothing of it is ever run, and long numbers keep their digits. Times are dates there, in UTC; cells are cut at 32,767 characters, and a sheet that is full (1,048,576 rows) is followed by another.',
    'A file has its name only once it is whole; one that is there already is replaced with --force only.',
  ],
  options: [
    {
      name: 'to',
      short: 't',
      takes: 'FILE',
      kind: 'file',
      help: 'Where it goes; - (default) is standard output, in NDJSON.',
    },
    {
      name: 'output',
      short: 'o',
      takes: 'FORM',
      values: ['json', 'ndjson', 'csv', 'xlsx'],
      help: 'What it is written as, whatever the name says.',
    },
    { name: 'force', help: 'Replace a file that is there already.' },
    ...TIME_OPTIONS,
    { name: 'limit', short: 'n', takes: 'NUMBER', help: 'The oldest NUMBER records only.' },
    {
      name: 'fields',
      short: 'f',
      takes: 'NAMES',
      kind: 'fields',
      help: 'Only these fields, separated by commas: timestamp,level,user.id.',
    },
    KEEP_FORMULAS_OPTION,
    { name: 'sheet-rows', takes: 'NUMBER', help: 'Rows of a sheet in a workbook, its heading included.' },
    ...READING_OPTIONS,
    TOKEN_OPTION,
  ],
  examples: [
    ["export 'level>=error' --since 7d --to errors.xlsx", 'The errors of a week for whoever lives in Excel.'],
    ["export '' 'logs/*.gz' --to all.ndjson.gz", 'Many files of any format as one.'],
    ["export '* | count by service, 1h' ./store --to load.csv", 'A table.'],
    ["export 'user.id:7' --fields timestamp,message --output csv | head", 'To standard output.'],
  ],
  async run(given: Given, context: CommandContext): Promise<number> {
    const { runExport } = await import('../exporting/run-export.ts');
    return runExport(given, context);
  },
};
