import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';

/** `tailrace completion` */
export const completion: CommandDefinition = {
  name: 'completion',
  usage: ['completion bash|zsh|fish'],
  summary: 'Print a script that completes the command line.',
  words: ['bash', 'zsh', 'fish'],
  details: [
    'Load the script where your shell starts. It completes commands, options and their values, and inside a query its fields, values, operators and pipes: those of the sources that are named on the line, else of the server of TAILRACE_URL. A query is best begun with a quotation mark.',
  ],
  options: [],
  examples: [
    ['completion bash > ~/.local/share/bash-completion/completions/tailrace', 'For bash, from the next shell on.'],
    ['completion zsh > "${fpath[1]}/_tailrace"', 'For zsh.'],
    ['completion fish > ~/.config/fish/completions/tailrace.fish', 'For fish.'],
  ],
  async run(given: Given, { stdout }: CommandContext): Promise<number> {
    const { COMPLETIONS } = await import('../completions/scripts.ts');
    const [shell] = given.positionals;
    const script = shell !== undefined && Object.hasOwn(COMPLETIONS, shell) ? COMPLETIONS[shell] : undefined;
    if (script === undefined) throw usageFailure(`completion takes one of ${Object.keys(COMPLETIONS).join(', ')}.`);
    await stdout.line(script.trimEnd());
    return EXIT_CODES.found.code;
  },
};
