import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder } from './fixtures.ts';

/** Runs an application of its own process; answers its exit code or signal. */
async function run(...args: string[]): Promise<number | string> {
  const child = spawn(process.execPath, [join(__dirname, 'application.cjs'), ...args], { stdio: 'ignore' });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return code ?? signal ?? '';
}

describe('a process that logs 20,000 lines in one turn', () => {
  const all = Array.from({ length: 20_000 }, (_, n) => `line ${n}`);
  for (const [ending, code, last] of [
    ['exit', 0, []],
    ['throw', 1, ['uncaughtException: the application failed']],
    ['reject', 1, []],
    ['sigterm', 'SIGTERM', []],
    ['end', 0, []],
    ['nothing', 0, []],
  ] as const) {
    it(`has them all in the file when it ends by ${ending} [complaint 4]`, async () => {
      const filename = join(newFolder(), 'app.log');
      expect(await run(filename, ending)).toBe(code);
      expect(readFileSync(filename, 'utf8').trimEnd().split('\n')).toEqual([...all, ...last]);
    });
  }
});
