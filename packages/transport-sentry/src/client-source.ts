import {
  contextLinesIntegration,
  defaultStackParser,
  getSentryRelease,
  makeNodeTransport,
  modulesIntegration,
  NodeClient,
  nodeContextIntegration,
  SDK_VERSION,
} from '@sentry/node';
import { TailraceError } from '@tailrace/core';
import type { LogAdditions } from './log-text.ts';
import type { SentryClient, SentrySdk } from './sentry-sdk.ts';

/** What a client of the transport's own is made with. */
export interface OwnClientOptions {
  readonly dsn: string | undefined;
  readonly release: string | undefined;
  readonly environment: string | undefined;
}

const NOTHING_ADDED: LogAdditions = { serverName: undefined };

/**
 * Finds the client that records go through: the application's where it has called `Sentry.init`, now or later, else
 * one of the transport's own.
 *
 * The own client is set on no scope, installs no handler and instruments nothing: for the rest of the process there is
 * no such client.
 */
export class ClientSource {
  readonly #sdk: SentrySdk;
  readonly #options: OwnClientOptions;
  #own: NodeClient | undefined;
  #closed = false;

  constructor(sdk: SentrySdk, options: OwnClientOptions) {
    this.#sdk = sdk;
    this.#options = options;
    // Made at once, so that a wrong DSN is told at creation.
    if (options.dsn !== undefined && this.#applications() === undefined) this.#own = ownClient(options);
  }

  /** The client to use now; `undefined` where there is neither a client of the application's nor a DSN. */
  get client(): SentryClient | undefined {
    const client = this.#applications();
    if (client !== undefined) return client;
    if (this.#options.dsn !== undefined && !this.#closed) this.#own ??= ownClient(this.#options);
    return this.#own;
  }

  /** Why there is no client: for people, when records wait for one. */
  get absence(): string {
    const { __SENTRY__: carriers = {} } = globalThis as { readonly __SENTRY__?: Readonly<Record<string, unknown>> };
    const others = Object.keys(carriers).filter((version) => /^\d/.test(version) && version !== SDK_VERSION);
    const hint = others.length === 0 ? '' : `; Sentry ${others.join(', ')} is here, too: hand it over as option sentry`;
    return `Sentry.init was not called with a DSN, and there is no option dsn${hint}`;
  }

  /** Where records go as far as it is known, without the key. */
  get destination(): string {
    const dsn = this.client?.getDsn();
    if (dsn === undefined) return 'sentry:';
    const { protocol, host, port, path, projectId } = dsn;
    return `${protocol}://${host}${port ? `:${port}` : ''}/${path ? `${path}/` : ''}${projectId}`;
  }

  /** Whether a client is the transport's own, which nobody else listens to. */
  owns(client: SentryClient): boolean {
    return client === this.#own;
  }

  /** What a client adds to logs. Of the own one it is known, and no log has to be made an object to be shown to it. */
  additionsOf(client: SentryClient | undefined): LogAdditions {
    if (client === undefined) return NOTHING_ADDED;
    if (!this.owns(client)) return { hooksOf: client };
    return { serverName: client.getOptions().serverName };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#own?.close(0);
    this.#own = undefined;
  }

  /** The application's client, unless it leads nowhere and there is a DSN of our own. */
  #applications(): SentryClient | undefined {
    const client = this.#sdk.getClient();
    return client?.getDsn() === undefined && this.#options.dsn !== undefined ? undefined : client;
  }
}

/** Whether the application has told Sentry to send nothing: `enabled: false`, or no DSN anywhere. */
export function isOff(client: SentryClient | undefined): boolean {
  return client !== undefined && (client.getOptions().enabled === false || client.getDsn() === undefined);
}

function ownClient({ dsn = '', release, environment }: OwnClientOptions): NodeClient {
  // Sentry would print the wrong one.
  if (!isDsn(dsn)) throw badDsn();
  const client = new NodeClient({
    dsn,
    release: release ?? getSentryRelease(),
    environment: environment ?? process.env['SENTRY_ENVIRONMENT'],
    integrations: [],
    transport: makeNodeTransport,
    stackParser: defaultStackParser,
    sendClientReports: false,
    enableRuntimeChannelInjection: false,
    traceLifecycle: 'static',
  });
  if (client.getDsn() === undefined) throw badDsn();
  // What only looks at an event; nothing that instruments or listens.
  for (const integration of [contextLinesIntegration(), nodeContextIntegration(), modulesIntegration()]) {
    client.addIntegration(integration);
  }
  return client;
}

function isDsn(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, pathname } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username !== '' && /\/\d+$/.test(pathname);
}

/** Without the DSN, whose key is a secret to some. */
function badDsn(): TailraceError {
  return new TailraceError('TAILRACE_BAD_OPTION', "SentryTransport: 'dsn' is no DSN: https://KEY@HOST/PROJECT.");
}
