import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { usageFailure } from './command-failure.ts';
import type { Given } from './command-line/given.ts';
import { configFolder } from './config-folder.ts';
import { readCredentials, serverKey } from './credentials.ts';

/** Where questions go when no source is named. */
export const DEFAULT_URL = 'http://127.0.0.1:8717';

/** Settings that may stand in a file. */
export interface SettingsFile {
  /** The server that is asked when no source is named. */
  readonly url?: string;
  readonly token?: string;
  readonly color?: string;
  readonly theme?: string;
  readonly time?: string;
  readonly pager?: string;
  readonly timeZone?: string;
  /** Settings of `tailrace serve`. */
  readonly serve?: Readonly<Record<string, unknown>>;
}

/** Settings of all commands: a flag wins over the environment, the environment over the file. */
export interface Settings extends SettingsFile {
  readonly url: string;
  readonly color: 'auto' | 'always' | 'never';
  readonly theme: 'dark' | 'light';
  /** How notices and failures are written on stderr. */
  readonly errors: ErrorForm;
  /**
   * The token for a server: that of the flag or the environment, else that of the settings file if the file names this
   * server, else the one that `tailrace login` keeps. A server is never sent another one's token.
   */
  tokenFor(url: string): string | undefined;
}

export type ErrorForm = 'text' | 'json';

const KEYS: Readonly<Record<keyof SettingsFile, 'string' | 'object'>> = {
  url: 'string',
  token: 'string',
  color: 'string',
  theme: 'string',
  time: 'string',
  pager: 'string',
  timeZone: 'string',
  serve: 'object',
};

/** Reads the settings from flags, environment and file. */
export function readSettings(given: Given, environment: NodeJS.ProcessEnv): Settings {
  const file = readFile(given.text('config') ?? environment['TAILRACE_CONFIG'], environment);
  const word = (flag: string | undefined, variable: string, inFile: string | undefined): string | undefined =>
    flag ?? (environment[variable] || undefined) ?? inFile;
  const token = word(given.text('token'), 'TAILRACE_TOKEN', file.token);
  const pager = word(undefined, 'TAILRACE_PAGER', file.pager ?? environment['PAGER']);
  const timeZone = word(given.text('time-zone'), 'TAILRACE_TIME_ZONE', file.timeZone);
  const time = word(given.text('time'), 'TAILRACE_TIME', file.time);
  const theme = readTheme(word(given.text('theme'), 'TAILRACE_THEME', file.theme), environment);
  // NO_COLOR and the like are of the environment too, and `auto` heeds them.
  const colorInFile = COLOUR_VARIABLES.some((name) => environment[name]) ? undefined : file.color;
  const uncoloured = given.flag('no-color') || theme === 'none';
  return {
    url: word(undefined, 'TAILRACE_URL', file.url) ?? DEFAULT_URL,
    color: readColor(uncoloured ? 'never' : word(given.text('color'), 'TAILRACE_COLOR', colorInFile)),
    theme: theme === 'none' ? 'dark' : theme,
    errors: readErrors(word(given.text('errors'), 'TAILRACE_ERRORS', undefined)),
    tokenFor: (url) => tokenFor(url, given, file, environment),
    ...(token !== undefined && { token }),
    ...(pager !== undefined && { pager }),
    ...(time !== undefined && { time }),
    ...(timeZone !== undefined && { timeZone }),
    ...(file.serve !== undefined && { serve: file.serve }),
  };
}

function tokenFor(url: string, given: Given, file: SettingsFile, environment: NodeJS.ProcessEnv): string | undefined {
  const said = given.text('token') ?? (environment['TAILRACE_TOKEN'] || undefined);
  if (said !== undefined) return said;
  const key = serverKey(url);
  if (file.token !== undefined && serverKey(file.url ?? DEFAULT_URL) === key) return file.token;
  return readCredentials(environment)[key]?.token;
}

const COLOUR_VARIABLES = ['NO_COLOR', 'FORCE_COLOR', 'CLICOLOR', 'CLICOLOR_FORCE'];

function readColor(word: string | undefined): Settings['color'] {
  if (word === undefined) return 'auto';
  if (word === 'auto' || word === 'always' || word === 'never') return word;
  throw usageFailure(`--color takes auto, always or never, not '${word}'.`);
}

/** Terminals that say so have a light background: the last part of `COLORFGBG` is 7 or 15 there. */
function readTheme(word: string | undefined, environment: NodeJS.ProcessEnv): 'dark' | 'light' | 'none' {
  if (word === undefined) return /;(?:7|15)$/.test(environment['COLORFGBG'] ?? '') ? 'light' : 'dark';
  if (word === 'dark' || word === 'light' || word === 'none') return word;
  throw usageFailure(`--theme takes dark, light or none, not '${word}'.`);
}

function readErrors(word: string | undefined): ErrorForm {
  if (word === undefined || word === 'text') return 'text';
  if (word === 'json') return 'json';
  throw usageFailure(`--errors takes text or json, not '${word}'.`);
}

function readFile(named: string | undefined, environment: NodeJS.ProcessEnv): SettingsFile {
  const path = named ?? join(configFolder(environment), 'config.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    if (named === undefined) return {};
    throw usageFailure(`The settings file ${path} cannot be read.`);
  }
  return checkFile(path, text);
}

function checkFile(path: string, text: string): SettingsFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw usageFailure(`The settings file ${path} is not JSON.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw usageFailure(`The settings file ${path} holds no object.`);
  }
  for (const [key, found] of Object.entries(value)) {
    const type = Object.hasOwn(KEYS, key) ? KEYS[key as keyof SettingsFile] : undefined;
    if (type === undefined) {
      throw usageFailure(
        `The settings file ${path} has an unknown key '${key}'.`,
        `It takes ${Object.keys(KEYS).join(', ')}.`,
      );
    }
    if (typeof found !== type)
      throw usageFailure(`In the settings file ${path}, '${key}' is not ${type === 'string' ? 'text' : 'an object'}.`);
  }
  return value;
}
