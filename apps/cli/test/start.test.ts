import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ended, line, MAIN, temporaryFolder } from './cli.ts';

const folder = temporaryFolder();

/** The files of the program that a chunk loads before anything runs, itself among them. */
function loadedWith(path: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  for (const [, name = ''] of text.matchAll(/^(?:import|export)\b[^;]*?"(\.\/[^"]+)";$/gm)) {
    loadedWith(join(dirname(path), name), seen);
  }
  return seen;
}

/** The files of CommonJS that a command line loads: packages that are not part of the program itself are such. */
async function packagesOf(...words: readonly string[]): Promise<readonly string[]> {
  const probe = join(folder, 'count.cjs');
  writeFileSync(
    probe,
    "process.on('exit', () => process.stderr.write(Object.keys(require.cache).map((path) => `LOADED ${path}\\n`).join('')));",
  );
  const { stderr } = await ended(process.execPath, ['--require', probe, MAIN, ...words]);
  const loaded = stderr.split('\n').filter((told) => told.startsWith('LOADED '));
  return loaded.filter((path) => !path.endsWith('count.cjs'));
}

describe('the start', () => {
  it('loads one small file before the command is known', () => {
    const loaded = [...loadedWith(MAIN)];
    expect(loaded.length).toBeLessThanOrEqual(2);
    expect(loaded.reduce((sum, path) => sum + statSync(path).size, 0)).toBeLessThan(5000);
  });

  it('loads no package to tell its version', async () => {
    expect(await packagesOf('--version')).toEqual([]);
  });

  it('loads for a search of a file nothing but the program itself: what reads and asks is part of it', async () => {
    const path = join(folder, 'small.log');
    writeFileSync(path, line('12:00:00', 'info', 'x'));
    expect(await packagesOf('search', 'x', path)).toEqual([]);
  });
});
