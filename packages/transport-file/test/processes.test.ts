import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { allLines, filesIn, newFolder, newSink } from './fixtures/files.ts';

function start(script: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [join(__dirname, 'fixtures', script), ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (script === 'sharing-app.cjs') child.stdout?.resume();
  return child;
}

/** Processes take their time where the machine has other things to do. */
const SLOW_MILLIS = 120_000;

describe('several processes on one file [G12]', () => {
  it(
    'tear, double and lose no line while all of them rotate and compress it',
    async () => {
      const folder = newFolder();
      const [names, count] = [['a', 'b', 'c'], 4_000];
      const ends = names.map((name) =>
        once(start('sharing-app.cjs', join(folder, 'app.log'), name, String(count)), 'exit'),
      );
      expect((await Promise.all(ends)).map(([code]) => code as number)).toEqual([0, 0, 0]);
      const expected = names.flatMap((name) =>
        Array.from({ length: count }, (_, n) => `${name} ${n} ${'x'.repeat(n % 97)}.`),
      );
      expect(allLines(folder)).toEqual(expected.sort());
      expect(Object.keys(filesIn(folder)).length).toBeGreaterThan(10);
    },
    SLOW_MILLIS,
  );
});

describe('a process that is killed while it rotates and compresses [F10]', () => {
  it(
    'has every line once that was called written, after the next start',
    async () => {
      const folder = newFolder();
      const filename = join(folder, 'app.log');
      const acknowledged: string[] = [];
      for (const lines of [40, 333, 901, 1500]) {
        const child = start(
          'acknowledging-app.cjs',
          filename,
          String(acknowledged.length + 100_000 * acknowledged.length),
        );
        const heard: string[] = [];
        const output = createInterface({ input: child.stdout as NodeJS.ReadableStream });
        output.on('line', (line) => {
          heard.push(line);
          if (heard.length === lines) child.kill('SIGKILL');
        });
        await Promise.all([once(child, 'exit'), once(output, 'close')]);
        // The kill may have cut the last word itself.
        acknowledged.push(...heard.filter((line) => line.endsWith('.')));
      }
      const next = newSink({ filename, compress: 'gzip' });
      next.sendSync([{ id: 'last', timestamp: 0, severity: 9, route: '', body: 'last' }]);
      await next.tidy();
      const found = new Map<string, number>();
      for (const line of allLines(folder)) found.set(line, (found.get(line) ?? 0) + 1);
      expect(acknowledged.filter((line) => found.get(line) !== 1)).toEqual([]);
      expect(acknowledged.length).toBeGreaterThan(2_700);
      expect(Object.keys(filesIn(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    },
    SLOW_MILLIS,
  );
});
