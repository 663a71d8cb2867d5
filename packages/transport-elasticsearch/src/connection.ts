import { Client } from '@elastic/elasticsearch';
import { type OptionRules, TailraceError } from '@tailrace/core';
import { checkTlsOptions, type TlsOptions } from '@tailrace/delivery';
import type { ElasticsearchClient } from './elasticsearch-client.ts';

// By its name it is not to be had where imports are resolved as a bundler does.
type ClientOptions = ConstructorParameters<typeof Client>[0];

/** How to say who asks. */
export type ElasticsearchAuth =
  | { readonly username: string; readonly password: string }
  /** As Elasticsearch shows it: in base64, or its two halves. */
  | { readonly apiKey: string | { readonly id: string; readonly api_key: string } }
  | { readonly bearer: string };

/** What TLS connections are made with, as `tls.connect` takes it. */
export type ElasticsearchTlsOptions = TlsOptions;

/** How Elasticsearch is reached: options of all that speak with it, beside the address of a single node. */
export interface ElasticsearchConnection {
  /** Addresses of several nodes of one cluster, used by turns. */
  readonly nodes?: readonly (string | URL)[];
  /** Who asks. */
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
}

/** The rules of {@link ElasticsearchConnection}. */
export const CONNECTION_RULES: OptionRules<ElasticsearchConnection> = {
  nodes: { type: 'array' },
  // Looked at later: what is wrong here may be the secret, and must not stand in a message.
  auth: { type: 'any' },
  tls: { type: 'object' },
  caFingerprint: { type: 'string' },
  client: { type: 'object' },
};

const AUTH_FORMS: readonly (readonly string[])[] = [['username', 'password'], ['apiKey'], ['bearer']];
/** Options that say how to make a client. */
const FOR_CLIENT = ['nodes', 'auth', 'tls', 'caFingerprint'] as const;

/** The option of a single node's address, as its owner calls it, and what it says. */
export interface NodeAddress {
  readonly option: string;
  readonly value: string | URL | undefined;
}

/**
 * Checks how Elasticsearch is to be reached: what the rules of single options cannot say, and which of them contradict
 * each other.
 *
 * @param owner - Who takes the options, as the message names it: `ElasticsearchTransport`.
 * @throws TailraceError `TAILRACE_BAD_OPTION` or `TAILRACE_MISSING_OPTION`.
 */
export function checkConnection(owner: string, node: NodeAddress, options: ElasticsearchConnection): void {
  const { client, nodes, tls, auth } = options;
  if (client !== undefined) {
    const other = node.value === undefined ? FOR_CLIENT.find((name) => options[name] !== undefined) : node.option;
    if (other !== undefined) throw bad(owner, `it takes 'client' or '${other}', not both.`);
    if (typeof client.transport?.request !== 'function') {
      throw bad(owner, "'client' takes a client of @elastic/elasticsearch.");
    }
  } else if (node.value === undefined && (nodes === undefined || nodes.length === 0)) {
    const words = `${owner} needs '${node.option}', 'nodes' or 'client'.`;
    throw new TailraceError('TAILRACE_MISSING_OPTION', words);
  }
  if (node.value !== undefined && nodes !== undefined) {
    throw bad(owner, `it takes '${node.option}' or 'nodes', not both.`);
  }
  if (tls !== undefined) checkTlsOptions(owner, tls);
  if (auth !== undefined) checkAuth(owner, auth);
}

/**
 * Makes the client that options ask for. It sends each request once: what is tried again is its user's to say.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` where an address is none, or the client takes an option for wrong.
 */
export function clientTo(
  owner: string,
  node: NodeAddress,
  { nodes = [], auth, tls, caFingerprint }: ElasticsearchConnection,
  more: ClientOptions = {},
): Client {
  const settings: ClientOptions = {
    nodes: (node.value === undefined ? nodes : [node.value]).map((address) => checkedAddress(owner, node, address)),
    maxRetries: 0,
    ...(auth !== undefined && { auth }),
    ...(tls !== undefined && { tls }),
    ...(caFingerprint !== undefined && { caFingerprint }),
    ...more,
  };
  try {
    return new Client(settings);
  } catch (error) {
    throw bad(owner, error instanceof Error ? error.message : String(error), error);
  }
}

function checkedAddress(owner: string, { option }: NodeAddress, address: string | URL): string {
  const { protocol } = URL.canParse(String(address)) ? new URL(String(address)) : { protocol: '' };
  // An address never stands in a message: it may hold a password.
  if (protocol !== 'http:' && protocol !== 'https:') throw bad(owner, `'${option}' takes an http: or https: address.`);
  return String(address);
}

function checkAuth(owner: string, auth: unknown): void {
  const login = typeof auth === 'object' && auth !== null ? auth : {};
  const given = Object.keys(login).sort().join();
  const form = AUTH_FORMS.find((names) => names.toSorted().join() === given);
  const values = Object.values(login) as unknown[];
  const isFilled = values.every((value) => value !== '' && value !== undefined && value !== null);
  // A value never stands in a message: it may be the secret.
  if (form === undefined || !isFilled) {
    throw bad(owner, "'auth' takes { username, password }, { apiKey } or { bearer }.");
  }
}

function bad(owner: string, words: string, cause?: unknown): TailraceError {
  return new TailraceError('TAILRACE_BAD_OPTION', `${owner}: ${words}`, ...(cause === undefined ? [] : [{ cause }]));
}
