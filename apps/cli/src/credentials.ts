import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { usageFailure } from './command-failure.ts';
import { configFolder } from './config-folder.ts';

/** A token that `tailrace login` keeps for one server. */
export interface Credential {
  readonly token: string;
  /** What the server said that it may be used for, when it was kept. */
  readonly role?: string;
}

type Kept = Readonly<Record<string, Credential>>;

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

/** Where tokens are kept: beside the settings, in a file that its owner alone may read. */
export function credentialsPath(environment: NodeJS.ProcessEnv): string {
  return join(configFolder(environment), 'credentials.json');
}

/** An address as tokens are kept under it: without a slash at the end, its host in small letters. */
export function serverKey(url: string): string {
  try {
    const { origin, pathname } = new URL(url);
    return origin + pathname.replace(/\/+$/, '');
  } catch {
    throw usageFailure(`'${url}' is no address of a server.`, 'For example http://127.0.0.1:8717.');
  }
}

/**
 * The tokens that are kept, by server.
 *
 * @throws CommandFailure for a file that others may read, or that holds something else.
 */
export function readCredentials(environment: NodeJS.ProcessEnv): Kept {
  const path = credentialsPath(environment);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR')
      return {};
    throw usageFailure(`The tokens in ${path} cannot be read.`);
  }
  // Windows has no such bits.
  if (process.platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0) {
    throw usageFailure(`Others may read the tokens in ${path}.`, `Run: chmod 600 '${path}'`);
  }
  try {
    const kept = JSON.parse(text) as unknown;
    if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) throw new TypeError('no object');
    return kept as Kept;
  } catch {
    throw usageFailure(`The file ${path} holds no tokens.`, "Remove it, and use 'tailrace login' again.");
  }
}

/** Keeps a token; answers where. */
export function keepCredential(url: string, credential: Credential, environment: NodeJS.ProcessEnv): string {
  return write({ ...readCredentials(environment), [serverKey(url)]: credential }, environment);
}

/** Forgets a server's token; answers whether there was one. */
export function forgetCredential(url: string, environment: NodeJS.ProcessEnv): boolean {
  const { [serverKey(url)]: found, ...rest } = readCredentials(environment);
  if (found === undefined) return false;
  if (Object.keys(rest).length === 0) rmSync(credentialsPath(environment));
  else write(rest, environment);
  return true;
}

/** Written beside and renamed: an interruption leaves the old file or the new one. */
function write(kept: Kept, environment: NodeJS.ProcessEnv): string {
  const path = credentialsPath(environment);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(kept, undefined, 2)}\n`, { mode: OWNER_ONLY });
  chmodSync(draft, OWNER_ONLY);
  renameSync(draft, path);
  return path;
}
