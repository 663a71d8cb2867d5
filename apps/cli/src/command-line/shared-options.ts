import type { OptionDefinition } from './definition.ts';

/** Options that every command takes. */
export const SHARED_OPTIONS: readonly OptionDefinition[] = [
  {
    name: 'color',
    takes: 'WHEN',
    help: 'Colour: auto (default: on a terminal), always or never. NO_COLOR and FORCE_COLOR are heeded.',
  },
  { name: 'no-color', help: 'The same as --color never.' },
  {
    name: 'config',
    takes: 'FILE',
    help: 'Settings file; TAILRACE_CONFIG, else tailrace/config.json in the XDG configuration folder.',
  },
  { name: 'help', short: 'h', help: 'This help.' },
];

/** Options of the commands that talk to a server. */
export const TOKEN_OPTION: OptionDefinition = {
  name: 'token',
  takes: 'TOKEN',
  help: "The server's token; TAILRACE_TOKEN keeps it out of the list of processes.",
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
