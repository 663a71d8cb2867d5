// Finds the workspace and runs commands in it, with the pinned pnpm and every local tool on the path.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolFolder = join(root, '.tools');

export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Every package of the workspace: its folder, its manifest, and whether it is published. */
export function packages() {
  const folders = ['packages', 'apps', 'examples'].flatMap((group) =>
    existsSync(join(root, group)) ? readdirSync(join(root, group)).map((name) => join(group, name)) : [],
  );
  return [...folders, 'benchmarks', 'faults', 'scripts/services']
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({
      folder,
      path: join(root, folder),
      name: folder.split(/[\\/]/).at(-1),
      manifest: readJson(join(root, folder, 'package.json')),
    }));
}

export function environment(extra = {}) {
  const path = [join(root, 'node_modules', '.bin'), join(toolFolder, 'node_modules', '.bin'), process.env.PATH];
  return { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', ...extra, PATH: path.join(delimiter) };
}

/** Runs a command with its output shown; answers its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      ...options,
      env: environment(options.env),
    });
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.on('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
}

/** Runs a command silently; answers `{ status, output }`. */
export function capture(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: process.platform === 'win32',
    ...options,
    env: environment(options.env),
  });
  return {
    status: result.status ?? 1,
    stdout: result.stdout ?? '',
    output: `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? String(result.error) : ''}`,
  };
}

/** Runs a command and ends this process with its exit code if it fails. */
export async function must(command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) process.exit(code);
}
