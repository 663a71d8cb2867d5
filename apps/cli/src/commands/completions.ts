import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';
import { SHARED_OPTIONS } from '../command-line/shared-options.ts';
import { EXIT_CODES } from '../exit-codes.ts';

/** A command as it is found in the list of all. */
interface Listed {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandDefinition>;
}

/** `tailrace completions`, of these commands. */
export function completionsOf(all: readonly Listed[]): CommandDefinition {
  return {
    name: 'completions',
    usage: ['completions bash|zsh|fish'],
    summary: 'Print a script that completes the command line.',
    words: ['bash', 'zsh', 'fish'],
    details: ['The script knows the commands and their options. Load it where your shell starts.'],
    options: [],
    examples: [
      ['completions bash > ~/.local/share/bash-completion/completions/tailrace', 'For bash, from the next shell on.'],
      ['completions fish > ~/.config/fish/completions/tailrace.fish', 'For fish.'],
    ],
    async run(given: Given, { stdout }: CommandContext): Promise<number> {
      const { COMPLETIONS } = await import('../completions/scripts.ts');
      const [shell] = given.positionals;
      const write = shell !== undefined && Object.hasOwn(COMPLETIONS, shell) ? COMPLETIONS[shell] : undefined;
      if (write === undefined) throw usageFailure(`completions takes one of ${Object.keys(COMPLETIONS).join(', ')}.`);
      const commands = await Promise.all(
        all.map(async ({ name, summary, load }) => {
          const { options, words = [] } = await load();
          return { name, summary, options: [...options, ...SHARED_OPTIONS], words };
        }),
      );
      await stdout.line(write(commands).trimEnd());
      return EXIT_CODES.found.code;
    },
  };
}
