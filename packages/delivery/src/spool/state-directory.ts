import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Answers the folder under which spools and dead letters live: `TAILRACE_STATE_DIR`, else `tailrace` in the state
 * folder of the XDG base directories, on Windows in the user's local application data.
 *
 * It belongs on a local disk, since the liveness of an owner is asked of a socket bound in it.
 */
export function stateDirectory(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  const own = env['TAILRACE_STATE_DIR'];
  if (own !== undefined && own !== '') return own;
  const home = homedir();
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'tailrace', 'state');
  const xdg = env['XDG_STATE_HOME'];
  // The XDG specification tells to ignore relative paths.
  return join(xdg?.startsWith('/') ? xdg : join(home, '.local', 'state'), 'tailrace');
}

/** The folder's name of a transport's spool: readable by its first half, told apart by its second. */
export function spoolKey(name: string, destination: string): string {
  const hash = createHash('sha256').update(`${name}\0${destination}`).digest('hex');
  return `${fileNameOf(name)}-${hash.slice(0, 16)}`;
}

/** A transport's name as part of a file name: no separators, no dots in front, never empty. */
export function fileNameOf(name: string): string {
  const safe = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 40);
  return safe === '' ? 'transport' : safe;
}
