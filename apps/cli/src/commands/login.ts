import type { CommandContext } from '../command-context.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';
import { TOKEN_OPTION } from '../command-line/shared-options.ts';

/** `tailrace login` */
export const login: CommandDefinition = {
  name: 'login',
  usage: ['login [OPTION…] [URL]'],
  summary: "Keep a server's token, after the server took it.",
  takes: ['url'],
  details: [
    'The token is typed unseen, or read from standard input, and kept for this server in credentials.json in the settings folder, which its owner alone may read. From then on every command sends it to this server and to no other. URL is the server of TAILRACE_URL by default.',
    'TAILRACE_TOKEN and --token win over what is kept.',
  ],
  options: [
    { name: 'token-stdin', help: "Read the token from standard input's first line." },
    { name: 'no-check', help: 'Keep the token without asking the server, which may be away.' },
    { name: 'token', takes: 'TOKEN', help: "The token itself; it stays in your shell's history." },
  ],
  examples: [
    ['login https://logs.example.org', 'Asks for the token.'],
    ['login https://logs.example.org --token-stdin < /run/secrets/tailrace', 'In a script.'],
  ],
  async run(given: Given, context: CommandContext): Promise<number> {
    const { runLogin } = await import('../access/run-login.ts');
    return runLogin(given, context);
  },
};

/** `tailrace logout` */
export const logout: CommandDefinition = {
  name: 'logout',
  usage: ['logout [URL]'],
  summary: "Forget a server's token.",
  takes: ['url'],
  details: ['The token stays valid at the server; here it is removed. The exit code is 1 where there was none.'],
  options: [],
  examples: [['logout https://logs.example.org', 'Forgets it.']],
  async run(given: Given, context: CommandContext): Promise<number> {
    const { runLogout } = await import('../access/run-login.ts');
    return runLogout(given, context);
  },
};

/** `tailrace whoami` */
export const whoami: CommandDefinition = {
  name: 'whoami',
  usage: ['whoami [OPTION…] [URL]'],
  summary: 'Tell what a server lets you do.',
  takes: ['url'],
  details: [
    'Asks the server about the token that commands send to it: read, ingest or admin. The exit code is 1 where it lets you do nothing.',
  ],
  options: [
    { name: 'output', short: 'o', takes: 'FORM', values: ['text', 'json'], help: 'text (default) or json.' },
    TOKEN_OPTION,
  ],
  examples: [['whoami https://logs.example.org', 'For example: read.']],
  async run(given: Given, context: CommandContext): Promise<number> {
    const { runWhoami } = await import('../access/run-login.ts');
    return runWhoami(given, context);
  },
};
