import type { CommandContext } from '../command-context.ts';
import type { CommandEntry } from '../command-line/command-entry.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';

/** `tailrace __complete`, which the scripts of `tailrace completion` ask, of these commands. */
export function completeLineOf(commands: readonly CommandEntry[]): CommandDefinition {
  return {
    name: '__complete',
    usage: ['__complete --shell NAME -- WORD…'],
    summary: 'Answer a shell what could follow.',
    details: [
      'The first line of the answer says what to do with the others: files (offer names of files too), nospace (more may follow), or plain. Each of the others is a word and, behind a tab, what it is.',
    ],
    options: [
      { name: 'shell', takes: 'NAME', help: 'bash, zsh or fish.' },
      { name: 'head', takes: 'TEXT', help: 'The line up to the cursor.' },
      { name: 'tail', takes: 'TEXT', help: 'The line behind the cursor.' },
      { name: 'word', takes: 'TEXT', help: 'What the shell will replace.' },
    ],
    examples: [],
    async run(given: Given, context: CommandContext): Promise<number> {
      const { runComplete } = await import('../completions/run-complete.ts');
      return runComplete(commands, given, context);
    },
  };
}
