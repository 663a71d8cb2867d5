import { checkOptions, type OptionRules, type RecordSchema, TailraceError } from '@tailrace/core';
import type { OwnOptionRules, SinkTransportOptions } from '@tailrace/delivery';
import type { ConnectionOptions } from 'node:tls';
import type { ElasticsearchClient } from './elasticsearch-client.ts';
import type { ElasticsearchLifecycle } from './lifecycle.ts';
import type { TemplateMaker } from './template-plan.ts';

/** How to say who writes. */
export type ElasticsearchAuth =
  | { readonly username: string; readonly password: string }
  /** As Elasticsearch shows it: in base64, or its two halves. */
  | { readonly apiKey: string | { readonly id: string; readonly api_key: string } }
  | { readonly bearer: string };

/** What TLS connections are made with, as `tls.connect` takes it. */
export type ElasticsearchTlsOptions = Readonly<
  Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'passphrase' | 'servername' | 'minVersion' | 'rejectUnauthorized'>
>;

/** Options of `ElasticsearchTransport`; those of all transports come beside them. */
export interface ElasticsearchTransportOptions extends SinkTransportOptions {
  /** Address of Elasticsearch; user and password in it are sent as basic authentication. */
  readonly node?: string | URL;
  /** Addresses of several nodes of one cluster, used by turns. */
  readonly nodes?: readonly (string | URL)[];
  /** Who writes. */
  readonly auth?: ElasticsearchAuth;
  /** What TLS connections are made with: `ca`, `cert`, `key`, `servername`, … */
  readonly tls?: ElasticsearchTlsOptions;
  /** SHA-256 fingerprint of the authority that signed the server's certificate, as Elasticsearch prints it. */
  readonly caFingerprint?: string;
  /**
   * A client of `@elastic/elasticsearch` of your own, instead of the options above: of version 8 for Elasticsearch 8. It
   * is not closed.
   */
  readonly client?: ElasticsearchClient;
  /** The data stream; `logs-tailrace-default` by default. May have `{service}`, `{kind}`, `{level}` and `{date}` in it. */
  readonly dataStream?: string;
  /** An index instead of a data stream, `shop-{date}` for example. */
  readonly index?: string;
  /** Puts the index template and the lifecycle policy in place; true by default, `template` for the first alone. */
  readonly setup?: boolean | 'template';
  /** When data streams begin a new index and delete old ones. */
  readonly lifecycle?: ElasticsearchLifecycle;
  /** Settings of the index in the template: shards, replicas, codec. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Kinds of record beside Tailrace's own, for templates of their own where `{kind}` is in the name. */
  readonly schemas?: readonly RecordSchema[];
  /** Makes the template's body; by the formatter by default. */
  readonly template?: TemplateMaker;
  /** gzip, off the event loop; false by default. */
  readonly compression?: boolean;
  /** Sends one batch at a time; false by default, since searches sort by time and id. */
  readonly ordered?: boolean;
  /** The largest batch before compression; `http.max_content_length` of the server is 100 MB by default. */
  readonly maxBytes?: number;
}

const object = { type: 'object' } as const;
const count = { type: 'integer', min: 1 } as const;

export const RULES: OwnOptionRules = {
  node: { type: 'any' },
  nodes: { type: 'array' },
  // Looked at later: what is wrong here may be the secret, and must not stand in a message.
  auth: { type: 'any' },
  tls: object,
  caFingerprint: { type: 'string' },
  client: object,
  dataStream: { type: 'string', minLength: 1 },
  index: { type: 'string', minLength: 1 },
  setup: { type: 'any', oneOf: [true, false, 'template'] },
  lifecycle: object,
  settings: object,
  schemas: { type: 'array' },
  template: { type: 'function' },
  compression: { type: 'boolean' },
  ordered: { type: 'boolean' },
  maxBytes: count,
};

const TLS_RULES: OptionRules<ElasticsearchTlsOptions> = {
  ca: { type: 'any' },
  cert: { type: 'any' },
  key: { type: 'any' },
  passphrase: { type: 'string' },
  servername: { type: 'string' },
  minVersion: { type: 'string' },
  rejectUnauthorized: { type: 'boolean' },
};
const LIFECYCLE_RULES: OptionRules<ElasticsearchLifecycle> = {
  rolloverDays: count,
  rolloverBytes: count,
  deleteAfterDays: count,
};
const AUTH_FORMS: readonly (readonly string[])[] = [['username', 'password'], ['apiKey'], ['bearer']];
/** Options that say how to make a client. */
const FOR_CLIENT = ['node', 'nodes', 'auth', 'tls', 'caFingerprint'] as const;
/** Options of what is put in place. */
const FOR_SETUP = ['lifecycle', 'settings', 'schemas', 'template'] as const;

/**
 * Checks what the rules of single options cannot say: which of them contradict each other.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` or `TAILRACE_MISSING_OPTION`.
 */
export function checkTogether(options: ElasticsearchTransportOptions): void {
  const { client, node, nodes, setup, index, lifecycle } = options;
  if (client !== undefined) {
    exclude(options, 'client', FOR_CLIENT);
    if (typeof client.transport?.request !== 'function') {
      bad("'client' takes a client of @elastic/elasticsearch.");
    }
  } else if (node === undefined && (nodes === undefined || nodes.length === 0)) {
    throw new TailraceError('TAILRACE_MISSING_OPTION', "ElasticsearchTransport needs 'node', 'nodes' or 'client'.");
  }
  if (node !== undefined) exclude(options, 'node', ['nodes']);
  if (index !== undefined) exclude(options, 'index', ['dataStream']);
  if (lifecycle !== undefined && index !== undefined) bad("'lifecycle' is for data streams, not for an 'index'.");
  if (setup === false) for (const name of FOR_SETUP) if (options[name] !== undefined) bad(`'${name}' needs 'setup'.`);
  if (setup === 'template' && lifecycle !== undefined) bad("'lifecycle' needs 'setup: true'.");
  if (options.tls !== undefined) checkOptions('ElasticsearchTransport tls', options.tls, TLS_RULES);
  if (lifecycle !== undefined) checkOptions('ElasticsearchTransport lifecycle', lifecycle, LIFECYCLE_RULES);
  if (options.auth !== undefined) checkAuth(options.auth);
}

/** Answers the addresses as the client takes them. */
export function nodesOf({ node, nodes = [] }: ElasticsearchTransportOptions): string[] {
  return (node === undefined ? nodes : [node]).map((address) => {
    const url = URL.canParse(String(address)) ? new URL(String(address)) : undefined;
    if (url?.protocol !== 'http:' && url?.protocol !== 'https:') bad("'node' takes an http: or https: address.");
    return String(address);
  });
}

function checkAuth(auth: unknown): void {
  const login = typeof auth === 'object' && auth !== null ? auth : {};
  const given = Object.keys(login).sort().join();
  const form = AUTH_FORMS.find((names) => names.toSorted().join() === given);
  const values = Object.values(login) as unknown[];
  const isFilled = values.every((value) => value !== '' && value !== undefined && value !== null);
  // A value never stands in a message: it may be the secret.
  if (form === undefined || !isFilled) bad("'auth' takes { username, password }, { apiKey } or { bearer }.");
}

function exclude(
  options: ElasticsearchTransportOptions,
  name: string,
  others: readonly (keyof typeof options)[],
): void {
  const other = others.find((each) => options[each] !== undefined);
  if (other !== undefined) bad(`it takes '${name}' or '${other}', not both.`);
}

function bad(words: string): never {
  throw new TailraceError('TAILRACE_BAD_OPTION', `ElasticsearchTransport: ${words}`);
}
