// What a package costs before it does anything: the time of its import and the size of all that is installed with it.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(import.meta.url);

/** Milliseconds of `require(name)` in a fresh process, the start of Node itself not included. */
export function importMillis(name) {
  const script = `const began = process.hrtime.bigint(); require(${JSON.stringify(name)}); console.log(Number(process.hrtime.bigint() - began) / 1e6); process.exit()`;
  const { stdout } = spawnSync(process.execPath, ['-e', script], { cwd: dirname(HERE), encoding: 'utf8' });
  return Number(stdout);
}

/** Bytes of a package and of everything that it depends on, each once. */
export function installedBytes(name) {
  const folders = new Set();
  collect(name, HERE, folders);
  let bytes = 0;
  for (const folder of folders) bytes += bytesOf(folder);
  return { bytes, packages: folders.size };
}

function collect(name, from, folders) {
  const folder = folderOf(name, from);
  if (folder === undefined || folders.has(folder)) return;
  folders.add(folder);
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const dependency of Object.keys(dependencies)) collect(dependency, join(folder, 'package.json'), folders);
}

function folderOf(name, from) {
  for (const folder of createRequire(from).resolve.paths(name) ?? []) {
    try {
      return realpathSync(join(folder, name));
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

/** What is published of a package: its `files` where it lies in this repository, or else all that was installed. */
function bytesOf(folder) {
  const { files, name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const isOurs = name.startsWith('@tailrace/');
  const roots = isOurs ? [...files, 'package.json'] : ['.'];
  return roots.reduce((sum, root) => sum + sizeOf(join(folder, root)), 0);
}

function sizeOf(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return path.endsWith('.tsbuildinfo') ? 0 : stats.size;
  const names = readdirSync(path).filter((name) => name !== 'node_modules');
  return names.reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
