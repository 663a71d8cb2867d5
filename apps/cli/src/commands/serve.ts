import type { CommandContext } from '../command-context.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';

/** `tailrace serve` */
export const serve: CommandDefinition = {
  name: 'serve',
  usage: ['serve [OPTION…]'],
  summary: 'Start a collector on a store folder, with its pages.',
  details: [
    'The collector takes records over HTTP, keeps them in the folder, and answers questions, to tailrace search among others. Its address is printed once it listens. SIGINT and SIGTERM close it: requests in hand are finished first.',
    'Every option can also be said in the environment (TAILRACE_HOST, TAILRACE_PORT, TAILRACE_TOKENS and so on) or under serve in the settings file; a flag wins over the environment, and that over the file. Without tokens it listens on loopback only, and everybody on this machine may do everything.',
  ],
  options: [
    {
      name: 'data',
      short: 'd',
      takes: 'FOLDER',
      help: "The store's folder, made if it is not there; tailrace in the XDG data folder by default.",
    },
    {
      name: 'host',
      takes: 'ADDRESS',
      help: 'Address to listen on, 127.0.0.1 by default; beyond loopback it needs tokens.',
    },
    { name: 'port', short: 'p', takes: 'NUMBER', help: 'Port to listen on, 8717 by default; 0 takes a free one.' },
    {
      name: 'tokens',
      takes: 'LIST',
      help: 'ROLE:TOKEN or ROLE:sha256=HEX, separated by commas; roles are ingest, read and admin. TAILRACE_TOKENS keeps them out of the list of processes.',
    },
    { name: 'allowed-hosts', takes: 'LIST', help: 'Names that a Host header may have, separated by commas.' },
    { name: 'allowed-origins', takes: 'LIST', help: 'Origins that browsers may call from, separated by commas.' },
    { name: 'audit', takes: 'SCOPE', help: 'Which accesses are audited: none, exports or reads.' },
    { name: 'session-millis', takes: 'NUMBER', help: "How long a page's session lasts." },
    { name: 'secure-cookies', takes: 'BOOLEAN', help: 'Sets Secure on the session cookie, behind HTTPS.' },
    { name: 'max-body-bytes', takes: 'NUMBER', help: 'Bytes of a request body as sent.' },
    { name: 'max-decompressed-bytes', takes: 'NUMBER', help: 'Bytes of a request body after decompression.' },
    { name: 'max-record-bytes', takes: 'NUMBER', help: 'Bytes of one record.' },
    { name: 'max-pending-bytes', takes: 'NUMBER', help: 'Bytes of request bodies in hand at once.' },
    { name: 'no-pages', help: 'Only the interface, without the pages.' },
  ],
  examples: [
    ['serve --data ./logs', 'A collector for this machine.'],
    ['serve --host 0.0.0.0 --tokens ingest:…,read:…', 'One that other machines may reach.'],
  ],
  async run(given: Given, context: CommandContext): Promise<number> {
    const { runServe } = await import('../serving/run-serve.ts');
    return runServe(given, context);
  },
};
