import { describe, expect, it } from 'vitest';
import { type Ended, runProgram } from './processes/run-program.ts';

interface Case {
  readonly program: string;
  readonly lines: readonly string[];
  /** How many of them Winston is sure to bring into the file: all, or none. Elsewhere that is a matter of luck. */
  readonly stock?: 'all' | 'none';
}

const burst = (count: number): string[] => Array.from({ length: count }, (_, at) => `line ${at}`);

const CASES: readonly Case[] = [
  { program: 'burst, then process.exit(0)', lines: burst(20_000), stock: 'none' },
  { program: 'burst of children and of two files, then process.exit(3)', lines: burst(5_000) },
  { program: 'burst, then the end of the program', lines: burst(5_000), stock: 'all' },
  { program: 'burst, then SIGTERM', lines: burst(20_000) },
  { program: 'burst, then SIGTERM for which the application listens', lines: burst(20_000) },
  { program: 'burst, then an uncaught exception', lines: burst(5_000) },
  {
    program: 'burst, then an uncaught exception that the file takes',
    lines: [...burst(5_000), 'uncaughtException: uncaught'],
  },
  { program: 'burst, then a rejection that nobody handles', lines: burst(5_000) },
  {
    program: 'an uncaught exception that exitOnError lets pass',
    lines: ['uncaughtException: uncaught', ...burst(10)],
    stock: 'all',
  },
  { program: 'a transport that hangs', lines: burst(5_000) },
  { program: 'a transport that throws', lines: burst(1_000) },
  { program: 'a transport that refuses, with somebody who listens', lines: burst(5_000) },
  { program: 'a transport that refuses, with nobody who listens', lines: burst(5_000) },
];

/** What a process says as it dies, without the places in its code. */
function lastWords({ code, signal, stdout, stderr }: Ended): unknown {
  const errors = stderr.match(/^(?:\w*Error|\[winston\]|winston:).*$/gm) ?? [];
  return { code, signal, stdout, errors };
}

describe.concurrent('A process that ends has lost nothing', () => {
  for (const { program, lines, stock: sure } of CASES) {
    it(`${program}: every line is in the file, and the process ends as with Winston`, {
      timeout: 120_000,
    }, async () => {
      const [stock, ours] = await Promise.all([runProgram(program, 'stock'), runProgram(program, 'ours')]);
      expect(ours.lines.length).toBe(lines.length);
      expect(ours.lines).toEqual(lines);
      if (program.includes('two files')) expect(ours.others).toEqual(lines);
      expect(lastWords(ours)).toEqual(lastWords(stock));
      if (sure !== undefined) expect(stock.lines).toEqual(sure === 'all' ? lines : []);
    });
  }

  it('lines of 2 KB, then end(): every line is in the file at finish', { timeout: 120_000 }, async () => {
    const program = 'lines of 2 KB, then end()';
    const ours = await runProgram(program, 'ours');
    expect(ours.stdout).toBe('finished with 2000 lines in the file\n');
    expect(ours.lines).toEqual(burst(2_000).map((line) => `${line} ${'x'.repeat(2_000)}`));
    // Winston's dies of "write after end" there.
    expect([ours.code, ours.signal, ours.stderr]).toEqual([0, null, '']);
  });

  it('the console, then the end of the program: both write the same', { timeout: 120_000 }, async () => {
    const program = 'the console, then the end of the program';
    const [stock, ours] = await Promise.all([runProgram(program, 'stock'), runProgram(program, 'ours')]);
    expect(ours).toEqual(stock);
    expect(ours.stdout.split('\n').length).toBe(4_002);
  });
});
