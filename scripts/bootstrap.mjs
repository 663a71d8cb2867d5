// Makes a fresh clone ready with nothing but Node and npm: the pinned pnpm, then the locked dependencies.
import { join } from 'node:path';
import { capture, must, readJson, root, run } from './workspace.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Tailrace needs Node 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}

async function pnpmIsReady(version) {
  const found = capture('pnpm', ['--version'], { cwd: root });
  return found.status === 0 && found.stdout.trim() === version;
}

/** Installs pnpm (under .tools, unless the pinned version is on the path) and the workspace's dependencies. */
export async function bootstrap() {
  const version = readJson(join(root, 'package.json')).packageManager.split('@')[1];
  if (!(await pnpmIsReady(version))) {
    console.log(`Installing pnpm ${version} into .tools`);
    await must('npm', [
      'install',
      '--prefix',
      '.tools',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `pnpm@${version}`,
    ]);
  }
  // A registry that stumbles is asked once more; a broken lock file fails twice.
  const install = ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only', '--loglevel=warn'];
  if ((await run('pnpm', install)) !== 0) await must('pnpm', install);
}
