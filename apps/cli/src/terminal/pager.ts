import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { CommandContext } from '../command-context.ts';

/** A pager that shows the answer; `end()` waits until it is left. */
export interface Pager {
  end(): Promise<void>;
}

/**
 * Puts a pager behind the output where that is a terminal and a pager is there.
 *
 * `less` is started so that it keeps colours, and ends by itself when everything fits on the screen.
 */
export async function startPager({ stdout, settings, environment }: CommandContext): Promise<Pager | undefined> {
  const command = settings.pager ?? 'less';
  if (!stdout.isTerminal || command === 'cat' || command === '') return undefined;
  const child = spawn(command, {
    shell: command !== 'less',
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...environment, LESS: environment['LESS'] ?? 'FRX', LESSCHARSET: environment['LESSCHARSET'] ?? 'utf-8' },
  });
  const started = await Promise.race([
    once(child, 'spawn').then(() => true),
    once(child, 'error').then(() => false),
  ]).catch(() => false);
  if (!started) return undefined;
  const left = new Promise<void>((resolve) => child.once('close', () => resolve()));
  stdout.redirect(child.stdin);
  // Ctrl-C is the pager's while it is open; whoever has seen enough leaves it, and the search ends with it.
  const listeners = process.listeners('SIGINT');
  process.removeAllListeners('SIGINT');
  process.on('SIGINT', () => undefined);
  return {
    async end() {
      child.stdin.end();
      await left;
      process.removeAllListeners('SIGINT');
      for (const listener of listeners) process.on('SIGINT', listener);
    },
  };
}
