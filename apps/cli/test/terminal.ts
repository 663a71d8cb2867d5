import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterAll } from 'vitest';
import { cleanEnvironment, MAIN } from './cli.ts';

/** Whether this machine has a way to be a terminal: `script` of util-linux. */
export const HAS_TERMINAL = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '');

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** A program at a terminal. */
export interface Terminal {
  /** What it wrote so far, as a terminal gets it. */
  screen(): string;
  type(keys: string): void;
  /** Resolves once the screen holds this; rejects if the program ends first. */
  until(pattern: RegExp | string | ((screen: string) => boolean)): Promise<string>;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
  /** Takes the terminal away. */
  end(): Promise<void>;
}

/** Starts a command at a terminal of its own. */
export function atTerminal(
  command: string,
  { columns = 80, rows = 24, env = {}, cwd }: TerminalOptions = {},
): Terminal {
  const child = spawn('script', ['-qfec', `stty cols ${columns} rows ${rows}; ${command}`, '/dev/null'], {
    env: cleanEnvironment({ TERM: 'xterm', LESS: undefined, COLUMNS: undefined, LINES: undefined, ...env }),
    ...(cwd !== undefined && { cwd }),
  });
  child.stdin.on('error', () => undefined);
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
  });
  afterAll(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    screen: () => screen,
    type: (keys) => void child.stdin.write(keys),
    ended,
    async end() {
      child.kill('SIGKILL');
      await ended;
    },
    async until(pattern) {
      const matches = (): boolean => {
        if (typeof pattern === 'function') return pattern(screen);
        return typeof pattern === 'string' ? screen.includes(pattern) : pattern.test(screen);
      };
      while (!matches()) {
        const end = ended.then(() => 'ended' as const);
        if ((await Promise.race([once(child.stdout, 'data'), end])) === 'ended' && !matches()) {
          throw new Error(`ended before the screen had ${String(pattern)}:\n${screen}`);
        }
      }
      return screen;
    },
  };
}

/** Runs `tailrace` at a terminal to its end; answers what the terminal got, line feeds made plain. */
export async function tailraceAtTerminal(words: readonly string[], options: TerminalOptions = {}): Promise<string> {
  const command = [process.execPath, MAIN, ...words].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const terminal = atTerminal(command, options);
  await terminal.ended;
  return terminal.screen().replaceAll('\r\n', '\n');
}

/** Text without the colours in it. */
export function withoutColours(text: string): string {
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with ESC
  return text.replace(/\u001b\[[\d;]*m/g, '');
}
