import type { OptionDefinition } from './definition.ts';

/** Options that every command takes. */
export const SHARED_OPTIONS: readonly OptionDefinition[] = [
  {
    name: 'color',
    takes: 'WHEN',
    values: ['auto', 'always', 'never'],
    help: 'Colour: auto (default: on a terminal), always or never. NO_COLOR, FORCE_COLOR, CLICOLOR are heeded.',
  },
  { name: 'no-color', help: 'The same as --color never.' },
  {
    name: 'theme',
    takes: 'NAME',
    values: ['dark', 'light', 'none'],
    help: 'Colours for a dark or a light background, or none; by default as the terminal says in COLORFGBG, else dark.',
  },
  {
    name: 'errors',
    takes: 'FORM',
    values: ['text', 'json'],
    help: 'How failures and notes are written on stderr: text (default) or json, one object a line.',
  },
  {
    name: 'config',
    takes: 'FILE',
    kind: 'file',
    help: 'Settings file; TAILRACE_CONFIG, else tailrace/config.json in the XDG configuration folder.',
  },
  { name: 'help', short: 'h', help: 'This help.' },
];

/** Options of the commands that talk to a server. */
export const TOKEN_OPTION: OptionDefinition = {
  name: 'token',
  takes: 'TOKEN',
  help: "The server's token. TAILRACE_TOKEN and 'tailrace login' keep it out of the list of processes.",
};

/** Options of the commands that read foreign log files. */
export const READING_OPTIONS: readonly OptionDefinition[] = [
  { name: 'format', takes: 'NAME', help: 'Format of log files; found by looking by default.' },
  {
    name: 'time-zone',
    takes: 'ZONE',
    help: 'Zone of times that name none: UTC (default), local, +02:00, Europe/Berlin.',
  },
  { name: 'year', takes: 'YEAR', help: "Year of times that name none; by the file's last change by default." },
];

/** Options that bound the time asked for. */
export const TIME_OPTIONS: readonly OptionDefinition[] = [
  {
    name: 'since',
    short: 's',
    takes: 'TIME',
    help: 'Only from then on: 15m, -15m, 2h, today, 2026-11-22, 2026-11-22T10:30:00+01:00.',
  },
  { name: 'until', short: 'u', takes: 'TIME', help: 'Only until then.' },
];

const FIELDS_OPTION: OptionDefinition = {
  name: 'fields',
  short: 'f',
  takes: 'NAMES',
  kind: 'fields',
  help: 'Only these fields, separated by commas: timestamp,level,user.id.',
};

const SHOWN_TIME_OPTION: OptionDefinition = {
  name: 'time',
  takes: 'FORM',
  values: ['local', 'utc', 'iso', 'relative'],
  help: 'How times are shown to people: local, utc, iso, relative (3m ago). Lines of pretty are in local time by default, tables in UTC.',
};

const TEMPLATE_OPTION: OptionDefinition = {
  name: 'template',
  takes: 'PATTERN',
  help: "Lines by a pattern: '{time} {level:<5} {message} user={user.id}'.",
};

/** What leaves formulas in CSV alone. */
export const KEEP_FORMULAS_OPTION: OptionDefinition = {
  name: 'keep-formulas',
  help: 'In csv: leave text alone that a spreadsheet would run as a formula. By default it gets an apostrophe before it.',
};

const WIDTH_OPTION: OptionDefinition = {
  name: 'width',
  takes: 'COLUMNS',
  help: 'Cut lines and tables to so many columns, from 20; tables on a terminal are cut to its width.',
};

const NO_PAGER_OPTION: OptionDefinition = {
  name: 'no-pager',
  help: 'No pager on a terminal; it is less unless TAILRACE_PAGER or PAGER says otherwise.',
};

/** Options of the commands that print records. */
export const RECORD_OUTPUT_OPTIONS: readonly OptionDefinition[] = [
  FIELDS_OPTION,
  {
    name: 'output',
    short: 'o',
    takes: 'FORM',
    values: ['pretty', 'json', 'jsonl', 'logfmt', 'raw', 'csv', 'table'],
    help: 'pretty (default on a terminal), jsonl (default in a pipe; ndjson is the same), json (one array), logfmt, raw (the lines as they stood), csv, table.',
  },
  TEMPLATE_OPTION,
  SHOWN_TIME_OPTION,
  WIDTH_OPTION,
  KEEP_FORMULAS_OPTION,
  NO_PAGER_OPTION,
];

/** Options of the commands that print records without an end. */
export const STREAM_OUTPUT_OPTIONS: readonly OptionDefinition[] = [
  FIELDS_OPTION,
  {
    name: 'output',
    short: 'o',
    takes: 'FORM',
    values: ['pretty', 'jsonl', 'logfmt', 'raw', 'csv'],
    help: 'pretty (default on a terminal), jsonl (default in a pipe; ndjson is the same), logfmt, raw, csv.',
  },
  TEMPLATE_OPTION,
  SHOWN_TIME_OPTION,
  WIDTH_OPTION,
  KEEP_FORMULAS_OPTION,
];

/** Options of the commands that print tables. */
export const TABLE_OUTPUT_OPTIONS: readonly OptionDefinition[] = [
  {
    name: 'output',
    short: 'o',
    takes: 'FORM',
    values: ['table', 'json', 'jsonl', 'csv'],
    help: 'table (default on a terminal), jsonl (default in a pipe), json (one array), csv.',
  },
  WIDTH_OPTION,
  NO_PAGER_OPTION,
];
