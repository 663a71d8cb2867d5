import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Missing } from './missing.mjs';
import { which } from './command.mjs';

/**
 * The folder that holds what was downloaded: `TAILRACE_SERVICES_CACHE`, else the XDG cache folder; for root a folder
 * under /var/cache, since servers that refuse to run as root cannot read below /root.
 */
export function cacheFolder(...parts) {
  const { TAILRACE_SERVICES_CACHE: asked, XDG_CACHE_HOME: xdg } = process.env;
  const base =
    asked ??
    (process.getuid?.() === 0
      ? '/var/cache/tailrace-services'
      : join(xdg ?? join(homedir(), '.cache'), 'tailrace-services'));
  try {
    mkdirSync(base, { recursive: true });
    if (process.getuid?.() === 0) chmodSync(base, 0o755);
  } catch (error) {
    throw new Missing(`a folder for downloads: ${error.message} (set TAILRACE_SERVICES_CACHE)`, { cause: error });
  }
  return join(base, ...parts);
}

/**
 * Runs `work` while no other process on this machine is inside the same lock. The lock is held by a `flock` whose
 * input ends with this process, so that a killed process leaves none behind.
 */
export async function withLock(name, work) {
  const flock = which('flock');
  if (flock === undefined) throw new Missing('flock is not there (package util-linux)');
  const holder = spawn(flock, [cacheFolder(`${name}.lock`), 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const held = once(holder.stdout, 'data');
  const ended = once(holder, 'exit').then(() => {
    throw new Error(`flock on ${cacheFolder(`${name}.lock`)} failed`);
  });
  await Promise.race([held, ended]);
  ended.catch(() => {});
  try {
    return await work();
  } finally {
    holder.stdin.end();
  }
}
