import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { usageFailure } from './command-failure.ts';
import type { Given } from './command-line/given.ts';

/** Where questions go when no source is named. */
export const DEFAULT_URL = 'http://127.0.0.1:8717';

/** Settings that may stand in a file. */
export interface SettingsFile {
  /** The server that is asked when no source is named. */
  readonly url?: string;
  readonly token?: string;
  readonly color?: string;
  readonly pager?: string;
  readonly timeZone?: string;
  /** Settings of `tailrace serve`. */
  readonly serve?: Readonly<Record<string, unknown>>;
}

/** Settings of all commands: a flag wins over the environment, the environment over the file. */
export interface Settings extends SettingsFile {
  readonly url: string;
  readonly color: 'auto' | 'always' | 'never';
}

const KEYS: Readonly<Record<keyof SettingsFile, 'string' | 'object'>> = {
  url: 'string',
  token: 'string',
  color: 'string',
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
  // NO_COLOR and FORCE_COLOR are of the environment too, and `auto` heeds them.
  const colorInFile = environment['NO_COLOR'] || environment['FORCE_COLOR'] ? undefined : file.color;
  return {
    url: word(undefined, 'TAILRACE_URL', file.url) ?? DEFAULT_URL,
    color: readColor(given.flag('no-color') ? 'never' : word(given.text('color'), 'TAILRACE_COLOR', colorInFile)),
    ...(token !== undefined && { token }),
    ...(pager !== undefined && { pager }),
    ...(timeZone !== undefined && { timeZone }),
    ...(file.serve !== undefined && { serve: file.serve }),
  };
}

function readColor(word: string | undefined): Settings['color'] {
  if (word === undefined) return 'auto';
  if (word === 'auto' || word === 'always' || word === 'never') return word;
  throw usageFailure(`--color takes auto, always or never, not '${word}'.`);
}

function readFile(named: string | undefined, environment: NodeJS.ProcessEnv): SettingsFile {
  const path = named ?? join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'tailrace', 'config.json');
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
