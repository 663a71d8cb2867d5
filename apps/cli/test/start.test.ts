import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ended, line, MAIN, temporaryFolder } from './cli.ts';

const folder = temporaryFolder();

/** The files of CommonJS that a command line loads: all of the libraries are such, and they are what takes the time. */
async function loadedBy(...words: readonly string[]): Promise<readonly string[]> {
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
  it('loads no library to tell its version', async () => {
    expect(await loadedBy('--version')).toEqual([]);
  });

  it('loads for a search of a file what reads and asks, and nothing that stores, serves or draws tables', async () => {
    const path = join(folder, 'small.log');
    writeFileSync(path, line('12:00:00', 'info', 'x'));
    const loaded = await loadedBy('search', 'x', path);
    expect(loaded.length).toBeGreaterThan(100);
    // Each costs about half a millisecond; 231 when this was written.
    expect(loaded.length).toBeLessThan(300);
    expect(loaded.filter((each) => /duckdb|fastify|collector|delivery|string-width|exceljs|undici/.test(each))).toEqual(
      [],
    );
  });
});
