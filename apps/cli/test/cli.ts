import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** The built program, as people run it. */
export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** An environment without anything that this machine or whoever runs the tests has set. */
export function cleanEnvironment(more: RunOptions['env'] = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:TAILRACE_|NO_COLOR|FORCE_COLOR|PAGER|LESS|XDG_|NODE_OPTIONS|VITEST)/.test(name),
  );
  return { ...Object.fromEntries(kept), XDG_CONFIG_HOME: '/nowhere', ...more };
}

/** Runs the program to its end. */
export async function tailrace(words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return ended(process.execPath, [MAIN, ...words], options);
}

/** Runs any program to its end. */
export async function ended(command: string, words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawn(command, words, { env: cleanEnvironment(options.env), stdio: 'pipe' });
  const output = collectOutput(child);
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

/** The program while it runs. */
export interface Running {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves once the output so far matches; rejects if the program ends first. */
  until(stream: 'stdout' | 'stderr', pattern: RegExp | string): Promise<string>;
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the program. */
export function start(words: readonly string[], options: RunOptions = {}): Running {
  const child = spawn(process.execPath, [MAIN, ...words], { env: cleanEnvironment(options.env), stdio: 'pipe' });
  const output = collectOutput(child);
  const closed = once(child, 'close');
  child.stdin.on('error', () => undefined);
  running.add(child);
  void closed.then(() => running.delete(child));
  if (options.input !== undefined) child.stdin.end(options.input);
  return {
    child,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    async until(stream, pattern) {
      const matches = (): boolean =>
        typeof pattern === 'string' ? output[stream].includes(pattern) : pattern.test(output[stream]);
      while (!matches()) {
        const more = once(child[stream], 'data');
        const end = closed.then(() => 'closed' as const);
        if ((await Promise.race([more, end])) === 'closed' && !matches()) {
          throw new Error(`ended before ${stream} had ${String(pattern)}:\n${output.stdout}\n${output.stderr}`);
        }
      }
      return output[stream];
    },
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      const [code] = (await closed) as [number | null];
      return code;
    },
  };
}

const running = new Set<ChildProcess>();

function collectOutput(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      output[name] += chunk;
    });
  }
  return output;
}

/** A temporary folder, removed after the file's tests; what still runs is ended first. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-cli-'));
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A Winston line. */
export function line(time: string, level: string, message: string, more: Record<string, unknown> = {}): string {
  return `${JSON.stringify({ level, message, timestamp: `2026-01-31T${time}.000Z`, ...more })}\n`;
}

/** Each line of JSON in an output. */
export function jsonLines<T = Record<string, unknown>>(text: string): T[] {
  return text
    .split('\n')
    .filter((each) => each !== '')
    .map((each) => JSON.parse(each) as T);
}

/** The messages of records in JSON lines. */
export function messages(text: string): string[] {
  return jsonLines<{ message: string }>(text).map(({ message }) => message);
}
