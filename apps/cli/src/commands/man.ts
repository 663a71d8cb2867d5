import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { CommandContext } from '../command-context.ts';
import type { CommandEntry } from '../command-line/command-entry.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';
import { SHARED_OPTIONS } from '../command-line/shared-options.ts';
import { EXIT_CODES } from '../exit-codes.ts';

/** `tailrace man`, of these commands. */
export function manOf(commands: readonly CommandEntry[]): CommandDefinition {
  return {
    name: 'man',
    usage: ['man'],
    summary: 'Print the manual page, or show it.',
    details: ['On a terminal the page is shown by man; in a pipe it is printed as man reads it.'],
    options: [],
    examples: [
      ['man', 'Shows it.'],
      ['man > ~/.local/share/man/man1/tailrace.1', "For 'man tailrace'."],
    ],
    async run(_given: Given, { stdout, environment }: CommandContext): Promise<number> {
      const [{ manualPage }, { definitionsOf }, { version }] = await Promise.all([
        import('../command-line/manual.ts'),
        import('../command-line/all-definitions.ts'),
        import('../version.ts'),
      ]);
      const page = manualPage(await definitionsOf(commands), SHARED_OPTIONS, version());
      if (stdout.isTerminal && (await shown(page, environment))) return EXIT_CODES.found.code;
      await stdout.line(page.trimEnd());
      return EXIT_CODES.found.code;
    },
  };
}

/** Whether `man` is there and showed the page. */
async function shown(page: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const child = spawn('man', ['-l', '-'], { stdio: ['pipe', 'inherit', 'inherit'], env: environment });
  child.stdin.on('error', () => undefined);
  try {
    await once(child, 'spawn');
  } catch {
    return false;
  }
  child.stdin.end(page);
  const [code] = (await once(child, 'close')) as [number | null];
  return code === 0;
}
