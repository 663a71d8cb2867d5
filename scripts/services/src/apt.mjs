import { existsSync, statSync, writeFileSync } from 'node:fs';
import { cacheFolder, withLock } from './cache.mjs';
import { download, which } from './command.mjs';
import { log } from './log.mjs';
import { Missing } from './missing.mjs';

const LISTS_FRESH_MILLIS = 3_600_000;

/**
 * Makes sure that `present()` answers something, by installing Debian packages where it does not.
 *
 * @throws Missing where the machine has no apt or this process may not use it.
 */
export async function aptInstall(packages, present) {
  const found = present();
  if (found !== undefined && found !== false) return found;
  const reason = aptMissing(packages);
  if (reason !== undefined) throw new Missing(reason);
  return withLock('apt', async () => {
    const meanwhile = present();
    if (meanwhile !== undefined && meanwhile !== false) return meanwhile;
    const options = {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
    };
    await refreshLists(options);
    log(`apt-get install ${packages.join(' ')}`);
    const quiet = ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0'];
    await download('apt-get', [...quiet, 'install', '-y', '--no-install-recommends', ...packages], options);
    const installed = present();
    if (installed === undefined || installed === false)
      throw new Missing(`apt-get installed ${packages.join(', ')}, but what is needed of it is not there`);
    return installed;
  });
}

/** Why apt cannot bring these packages; undefined where it can. */
export function aptMissing(packages) {
  const wanted = `install ${packages.join(', ')}`;
  if (which('apt-get') === undefined) return `${wanted}: this machine has no apt-get to do it`;
  if (process.getuid?.() !== 0) return `${wanted}: apt-get needs root`;
  return undefined;
}

async function refreshLists(options) {
  const stamp = cacheFolder('apt-lists');
  if (existsSync(stamp) && Date.now() - statSync(stamp).mtimeMs < LISTS_FRESH_MILLIS) return;
  log('apt-get update');
  await download('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', 'update'], options);
  writeFileSync(stamp, '');
}

/** What a service of Debian's packages is had by; `present` answers its program once it is installed. */
export function ofPackages(packages, present) {
  return {
    missing: () => (present() === undefined ? aptMissing(packages) : undefined),
    install: () => aptInstall(packages, present),
  };
}
