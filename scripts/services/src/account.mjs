import { execFileSync } from 'node:child_process';
import { chownSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The account that servers run under which refuse to run as root: `nobody` where this process is root, else whoever
 * runs it (then undefined, since there is nothing to change).
 */
export function plainAccount() {
  if (process.getuid?.() !== 0) return undefined;
  const number = (flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: number('-u'), gid: number('-g') };
}

/** Gives a folder with all that is in it to an account; does nothing without one. */
export function giveTo(account, path) {
  if (account === undefined) return;
  chownSync(path, account.uid, account.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveTo(account, join(path, name));
}
