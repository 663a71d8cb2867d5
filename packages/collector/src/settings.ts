import { checkOptions, type OptionRules, TailraceError } from '@tailrace/core';
import { ROLES, type Role } from './access/roles.ts';
import type { TokenOptions } from './access/tokens.ts';
import type { CollectorOptions } from './options.ts';

/** Settings of a collector that words can say: on a command line, in the environment, in a file. */
export interface CollectorSettings
  extends Pick<
    CollectorOptions,
    | 'host'
    | 'port'
    | 'tcp'
    | 'tokens'
    | 'maxBodyBytes'
    | 'maxDecompressedBytes'
    | 'maxRecordBytes'
    | 'maxPendingBytes'
    | 'maxQueryRecords'
    | 'maxQueryMillis'
    | 'maxQueriesPerToken'
    | 'allowedHosts'
    | 'allowedOrigins'
    | 'audit'
    | 'sessionMillis'
    | 'secureCookies'
  > {
  /** The store's folder. */
  readonly directory?: string;
  /** Where the store is, where that is not a folder: `postgres://…`, `elasticsearch://…`. */
  readonly storeUrl?: string;
  /** What is deleted, and when, in words: `keep errors 90d, the rest 14d, at most 50GB`. */
  readonly retention?: string;
  /** Where old records of the store's folder are moved to: a folder, or `s3://bucket/prefix`. */
  readonly archive?: string;
}

/** The name of a setting, as it is said in a settings file. Those of TCP are said one by one. */
export type SettingName =
  | keyof CollectorSettings
  | 'tcpHost'
  | 'tcpPort'
  | 'tcpPath'
  | 'tcpPlain'
  | 'tcpCertFile'
  | 'tcpKeyFile'
  | 'tcpCaFile';

/** How one setting is said. */
export interface SettingDescription {
  readonly environment: string;
  readonly type: 'text' | 'number' | 'boolean' | 'list' | 'tokens';
  readonly help: string;
}

/** Every setting, with its name in the environment; the command line and the docs are made from it. */
export const SETTINGS: Readonly<Record<SettingName, SettingDescription>> = {
  host: { environment: 'TAILRACE_HOST', type: 'text', help: 'Address to listen on; beyond loopback it needs tokens.' },
  port: { environment: 'TAILRACE_PORT', type: 'number', help: 'Port to listen on.' },
  tcp: { environment: 'TAILRACE_TCP', type: 'boolean', help: 'false to listen on HTTP alone.' },
  tcpHost: {
    environment: 'TAILRACE_TCP_HOST',
    type: 'text',
    help: 'Address to listen on for TCP; beyond loopback it needs tokens or client certificates.',
  },
  tcpPort: { environment: 'TAILRACE_TCP_PORT', type: 'number', help: 'Port to listen on for TCP.' },
  tcpPath: { environment: 'TAILRACE_TCP_PATH', type: 'text', help: 'Unix socket to listen on instead of a TCP port.' },
  tcpPlain: {
    environment: 'TAILRACE_TCP_PLAIN',
    type: 'boolean',
    help: 'Takes lines and syslog frames of senders without a token.',
  },
  tcpCertFile: { environment: 'TAILRACE_TCP_CERT_FILE', type: 'text', help: 'Certificate for TLS over TCP, as PEM.' },
  tcpKeyFile: { environment: 'TAILRACE_TCP_KEY_FILE', type: 'text', help: 'Key of that certificate, as PEM.' },
  tcpCaFile: {
    environment: 'TAILRACE_TCP_CA_FILE',
    type: 'text',
    help: 'Certificates that clients have to be signed by, as PEM; every client needs one then.',
  },
  directory: { environment: 'TAILRACE_DIRECTORY', type: 'text', help: "The store's folder." },
  storeUrl: {
    environment: 'TAILRACE_STORE',
    type: 'text',
    help: 'URL of a store elsewhere: postgres://… or elasticsearch://….',
  },
  retention: {
    environment: 'TAILRACE_RETENTION',
    type: 'text',
    help: 'What is deleted, and when: keep errors 90d, the rest 14d, at most 50GB.',
  },
  archive: {
    environment: 'TAILRACE_ARCHIVE',
    type: 'text',
    help: "Where old records of the store's folder are moved to: a folder, or s3://bucket/prefix.",
  },
  tokens: {
    environment: 'TAILRACE_TOKENS',
    type: 'tokens',
    help: 'ROLE:TOKEN or ROLE:sha256=HEX, separated by commas.',
  },
  allowedHosts: {
    environment: 'TAILRACE_ALLOWED_HOSTS',
    type: 'list',
    help: 'Names that a Host header may have, separated by commas.',
  },
  allowedOrigins: {
    environment: 'TAILRACE_ALLOWED_ORIGINS',
    type: 'list',
    help: 'Origins that browsers may call from, separated by commas.',
  },
  audit: { environment: 'TAILRACE_AUDIT', type: 'text', help: 'Which accesses are audited: none, exports or reads.' },
  sessionMillis: { environment: 'TAILRACE_SESSION_MILLIS', type: 'number', help: "How long a page's session lasts." },
  secureCookies: {
    environment: 'TAILRACE_SECURE_COOKIES',
    type: 'boolean',
    help: 'Sets Secure on the session cookie, behind HTTPS.',
  },
  maxBodyBytes: { environment: 'TAILRACE_MAX_BODY_BYTES', type: 'number', help: 'Bytes of a request body as sent.' },
  maxDecompressedBytes: {
    environment: 'TAILRACE_MAX_DECOMPRESSED_BYTES',
    type: 'number',
    help: 'Bytes of a request body after decompression.',
  },
  maxRecordBytes: { environment: 'TAILRACE_MAX_RECORD_BYTES', type: 'number', help: 'Bytes of one record.' },
  maxPendingBytes: {
    environment: 'TAILRACE_MAX_PENDING_BYTES',
    type: 'number',
    help: 'Bytes of request bodies in hand at once.',
  },
  maxQueryRecords: {
    environment: 'TAILRACE_MAX_QUERY_RECORDS',
    type: 'number',
    help: 'Records in one answer that is not streamed.',
  },
  maxQueryMillis: { environment: 'TAILRACE_MAX_QUERY_MILLIS', type: 'number', help: 'How long a question may take.' },
  maxQueriesPerToken: {
    environment: 'TAILRACE_MAX_QUERIES_PER_TOKEN',
    type: 'number',
    help: 'Questions of one token at once.',
  },
};

const RULES = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, { type: 'any' }])) as OptionRules<
  Record<SettingName, unknown>
>;

/**
 * Merges settings, for each the first that says it: flags, then the environment (`TAILRACE_…`), then a settings file.
 *
 * Values may be words (`'8717'`, `'ingest:secret,read:other'`) or already what they mean. Their ranges are checked by
 * `startCollector`.
 * @throws TailraceError `TAILRACE_UNKNOWN_OPTION` for a name in flags or file that is no setting, `TAILRACE_BAD_OPTION`
 *   for words that don't say what the setting takes.
 * @example
 * collectorSettings({ port: '9000' }, process.env, { tokens: [{ hash: '…', role: 'ingest', name: 'shop' }] });
 */
export function collectorSettings(
  flags: Readonly<Record<string, unknown>> = {},
  environment: Readonly<Record<string, string | undefined>> = {},
  file: Readonly<Record<string, unknown>> = {},
): CollectorSettings {
  checkOptions('The command line', defined(flags), RULES);
  checkOptions('The settings file', defined(file), RULES);
  const merged: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const said = environment[setting.environment];
    const value = flags[name] ?? (said === '' ? undefined : said) ?? file[name];
    if (value === undefined || value === null) continue;
    merged[name] = typeof value === 'string' ? readWords(name, value, setting) : value;
  }
  return withTcp(merged);
}

/** Puts the settings of TCP together, as `startCollector` takes them. A bare `true` is the default. */
function withTcp({
  tcp,
  tcpHost: host,
  tcpPort: port,
  tcpPath: path,
  tcpPlain: plain,
  tcpCertFile: certFile,
  tcpKeyFile: keyFile,
  tcpCaFile: caFile,
  ...others
}: Partial<Record<SettingName, unknown>>): CollectorSettings {
  const tls = defined({ certFile, keyFile, caFile });
  const said = defined({ host, port, path, plain, ...(Object.keys(tls).length > 0 && { tls }) });
  const isSaid = tcp !== undefined || Object.keys(said).length > 0;
  const together = tcp === false ? false : typeof tcp === 'object' ? { ...tcp, ...said } : said;
  // The values were read as what they are said to be; their ranges are checked where they are used.
  return { ...others, ...(isSaid && { tcp: together }) } as CollectorSettings;
}

function defined(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function readWords(name: string, words: string, { type, environment }: SettingDescription): unknown {
  switch (type) {
    case 'number':
      if (!/^\s*\d+\s*$/.test(words)) throw bad(name, environment, `a whole number, not ${JSON.stringify(words)}`);
      return Number(words);
    case 'boolean':
      if (/^(true|1|yes|on)$/i.test(words)) return true;
      if (/^(false|0|no|off)$/i.test(words)) return false;
      throw bad(name, environment, `true or false, not ${JSON.stringify(words)}`);
    case 'list':
      return parts(words);
    case 'tokens':
      return parts(words).map((part) => readToken(part, name, environment));
    default:
      return words;
  }
}

/** No message here holds what was given: it may be a secret. */
function readToken(part: string, name: string, environment: string): TokenOptions {
  const colon = part.indexOf(':');
  const role = ROLES.find((known) => known === part.slice(0, Math.max(0, colon)));
  const secret = part.slice(colon + 1);
  if (role === undefined || secret === '')
    throw bad(name, environment, 'ROLE:TOKEN, with ingest, read or admin as ROLE');
  return secret.startsWith('sha256=')
    ? hashed(secret.slice('sha256='.length), role)
    : { token: secret, role, name: role };
}

function hashed(hash: string, role: Role): TokenOptions {
  return { hash: hash.toLowerCase(), role, name: role };
}

function parts(words: string): string[] {
  return words
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function bad(name: string, environment: string, takes: string): TailraceError {
  return new TailraceError('TAILRACE_BAD_OPTION', `'${name}' (${environment}) takes ${takes}.`);
}
