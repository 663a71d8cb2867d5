import type { CommandContext } from '../command-context.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';

/** `tailrace serve` */
export const serve: CommandDefinition = {
  name: 'serve',
  usage: ['serve [OPTION…]'],
  summary: 'Start a collector on a store folder, with its pages.',
  details: [
    'The collector takes records over HTTP, WebSocket and TCP, keeps them in the folder, and answers questions, to tailrace search among others. Its addresses are printed once it listens. SIGINT and SIGTERM close it: requests in hand are finished first.',
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
      name: 'store',
      takes: 'URL',
      help: 'Keep records elsewhere: postgres://USER:PASSWORD@HOST/DATABASE or elasticsearch://HOST:9200 (elasticsearchs:// for TLS). While that is away they wait in the folder. TAILRACE_STORE keeps a password out of the list of processes.',
    },
    {
      name: 'retention',
      takes: 'WORDS',
      help: "What is deleted, and when: 'keep errors 90d, the rest 14d, at most 50GB'; all after 30 days by default.",
    },
    {
      name: 'archive',
      takes: 'PLACE',
      help: "Move what is older than 7 days from the store's folder to another FOLDER or s3://BUCKET/PREFIX; questions fetch it back. Keys of S3 come from the environment.",
    },
    {
      name: 'host',
      takes: 'ADDRESS',
      help: 'Address to listen on, 127.0.0.1 by default; beyond loopback it needs tokens.',
    },
    { name: 'port', short: 'p', takes: 'NUMBER', help: 'Port to listen on, 8717 by default; 0 takes a free one.' },
    { name: 'tcp', takes: 'BOOLEAN', help: 'false to listen on HTTP alone.' },
    {
      name: 'tcp-host',
      takes: 'ADDRESS',
      help: 'Address to listen on for TCP, 127.0.0.1 by default; beyond loopback it needs tokens or client certificates.',
    },
    {
      name: 'tcp-port',
      takes: 'NUMBER',
      help: 'Port to listen on for TCP, the one behind --port by default: 8718; 0 takes a free one.',
    },
    { name: 'tcp-path', takes: 'FILE', help: 'Unix socket to listen on instead of a TCP port.' },
    {
      name: 'tcp-plain',
      takes: 'BOOLEAN',
      help: 'Takes lines and syslog frames of senders without a token; by default where there are no tokens.',
    },
    { name: 'tcp-cert-file', takes: 'FILE', help: 'Certificate for TLS over TCP, as PEM.' },
    { name: 'tcp-key-file', takes: 'FILE', help: 'Key of that certificate, as PEM.' },
    { name: 'tcp-ca-file', takes: 'FILE', help: 'Certificates that clients have to be signed by, as PEM.' },
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
    {
      name: 'max-query-records',
      takes: 'NUMBER',
      help: 'Records in one answer that is not streamed, 10,000 by default.',
    },
    { name: 'max-query-millis', takes: 'NUMBER', help: 'How long a question may take, 10 minutes by default.' },
    { name: 'max-queries-per-token', takes: 'NUMBER', help: 'Questions of one token at once, 16 by default.' },
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
