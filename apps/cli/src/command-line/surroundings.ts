type Rows = readonly (readonly [name: string, what: string])[];

/** Variables of the environment that commands heed; the manual and the documentation are made from this table. */
export const ENVIRONMENT: Rows = [
  ['TAILRACE_URL', 'The server that is asked when no source is named; http://127.0.0.1:8717 by default.'],
  ['TAILRACE_TOKEN', 'The token for every server that is asked.'],
  ['TAILRACE_CONFIG', 'The settings file.'],
  ['TAILRACE_COLOR', 'auto, always or never.'],
  ['TAILRACE_THEME', 'dark, light or none.'],
  ['TAILRACE_TIME', 'How times are shown: local, utc, iso, relative.'],
  ['TAILRACE_TIME_ZONE', 'Zone of times in log files that name none.'],
  ['TAILRACE_ERRORS', 'text or json: how failures and notes are written on standard error.'],
  ['TAILRACE_PAGER, PAGER', 'The pager of answers on a terminal; less by default, cat for none.'],
  ['TAILRACE_STATE_DIR', 'Where spools are, the XDG state folder by default.'],
  ['TAILRACE_HOST, TAILRACE_PORT, TAILRACE_TOKENS, …', 'Settings of tailrace serve, one for each of its options.'],
  ['TAILRACE_DEBUG', 'If set, the stack of a failure that no command expected is written too.'],
  ['LESS', 'Options of less; FRX if it is not set: it ends by itself when all fits, and keeps colours.'],
  ['NO_COLOR, FORCE_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM=dumb', 'Whether there is colour, where no option says so.'],
  ['COLORFGBG', "The terminal's colours: 7 or 15 behind the last ; is a light background."],
  ['XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME', 'Where settings, stores and spools are.'],
];

/** Files that commands read and write on their own. */
export const FILES: Rows = [
  ['~/.config/tailrace/config.json', 'Settings.'],
  ['~/.config/tailrace/credentials.json', 'Tokens that tailrace login keeps; its owner alone may read it.'],
  ['~/.local/share/tailrace', 'The store of tailrace serve.'],
];
