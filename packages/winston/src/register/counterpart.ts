import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** What this package is made of; only there `winston` means Winston's own. */
const OWN = join(__dirname, '..');
const DEEP = join(OWN, 'deep');
const ENTRY = join(OWN, 'index.js');

const MODULE = /^winston(?:\/lib\/winston(?:\.js|\/(?<name>.+?)(?:\.js)?)?)?$/;

/** Counterparts whose files have names of their own. */
const RENAMED: Readonly<Record<string, string>> = {
  common: 'deprecations',
  config: 'config/index',
  transports: 'transports/index',
};

/**
 * Answers the file of this package that stands for a module of Winston's, `undefined` where there is none, or where
 * this package itself asks.
 *
 * @param specifier - As it is written in the program.
 * @param parent - The file in which it is written.
 */
export function counterpartOf(specifier: string, parent: string | undefined): string | undefined {
  if (!specifier.startsWith('winston') || parent?.startsWith(OWN + sep)) return undefined;
  const match = MODULE.exec(specifier);
  if (match === null) return undefined;
  const name = match.groups?.['name'];
  if (name === undefined) return ENTRY;
  const file = join(DEEP, `${RENAMED[name] ?? name}.js`);
  return existsSync(file) ? file : undefined;
}

const judged = new Map<string, boolean>();

/** Whether a file is of Winston 3: an application may have an older one beside it, whose users expect just that. */
export function isWinston3(file: string): boolean {
  const known = judged.get(file);
  if (known !== undefined) return known;
  const answer = belongsToWinston3(file);
  judged.set(file, answer);
  return answer;
}

function belongsToWinston3(file: string): boolean {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const { name, version } = manifestOf(folder);
    if (name === 'winston') return String(version).startsWith('3.');
  }
  return false;
}

function manifestOf(folder: string): { readonly name?: string; readonly version?: string } {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object;
  } catch {
    return {};
  }
}
