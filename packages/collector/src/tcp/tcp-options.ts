import { checkOptions, type OptionRules, TailraceError } from '@tailrace/core';
import { isLoopback } from '../access/host-check.ts';

/** The certificates of a TLS listener, as files in PEM form. */
export interface TcpTlsOptions {
  /** The certificate, with those between it and the root. */
  readonly certFile: string;
  readonly keyFile: string;
  /** Certificates that clients' are signed by: with it, every client needs one. */
  readonly caFile?: string;
}

/** How a collector listens on TCP. */
export interface TcpOptions {
  /** `127.0.0.1` by default. Any other than loopback needs tokens, or client certificates. */
  readonly host?: string;
  /** The one behind the collector's own by default, 8718; 0 takes a free one. */
  readonly port?: number;
  /** A Unix socket instead of an address. */
  readonly path?: string;
  readonly tls?: TcpTlsOptions;
  /**
   * Whether lines and frames are taken of senders that say no hello, and so bring no token. By default only where there
   * are no tokens. Beyond loopback it needs client certificates.
   */
  readonly plain?: boolean;
  /** Connections at once, 1,000 by default. */
  readonly maxConnections?: number;
  /** How long a connection may take to say hello, 10 seconds by default. */
  readonly helloTimeoutMillis?: number;
  /** How long a connection may be quiet, an hour by default. */
  readonly idleTimeoutMillis?: number;
}

/** What each option takes. */
export const TCP_OPTIONS: OptionRules<TcpOptions> = {
  host: { type: 'string', minLength: 1 },
  port: { type: 'integer', min: 0, max: 65_535 },
  path: { type: 'string', minLength: 1 },
  tls: { type: 'object' },
  plain: { type: 'boolean' },
  maxConnections: { type: 'integer', min: 1 },
  helloTimeoutMillis: { type: 'integer', min: 1 },
  idleTimeoutMillis: { type: 'integer', min: 1 },
};

const TLS_OPTIONS: OptionRules<TcpTlsOptions> = {
  certFile: { type: 'string', required: true },
  keyFile: { type: 'string', required: true },
  caFile: { type: 'string' },
};

/** The options with every default in its place. */
export type CheckedTcpOptions = Required<Omit<TcpOptions, 'path' | 'tls'>> & Pick<TcpOptions, 'path' | 'tls'>;

/** What the defaults hang on. */
export interface TcpSurroundings {
  /** The port of the collector itself. */
  readonly port: number;
  readonly hasTokens: boolean;
}

/** Checks the options of the TCP listener and fills in the defaults. */
export function checkTcpOptions(options: TcpOptions, { port, hasTokens }: TcpSurroundings): CheckedTcpOptions {
  const owner = 'startCollector: tcp';
  checkOptions(owner, options, TCP_OPTIONS);
  if (options.tls !== undefined) checkOptions(`${owner}.tls`, options.tls, TLS_OPTIONS);
  if (options.path !== undefined && (options.host !== undefined || options.port !== undefined)) {
    throw new TailraceError('TAILRACE_BAD_OPTION', `${owner}: 'path' stands instead of 'host' and 'port'.`);
  }
  const checked = {
    maxConnections: 1000,
    helloTimeoutMillis: 10_000,
    idleTimeoutMillis: 3_600_000,
    ...(Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as TcpOptions),
    host: options.host ?? '127.0.0.1',
    port: options.port ?? nextPort(port, options.path),
    plain: options.plain ?? !hasTokens,
  };
  checkListen(checked, hasTokens);
  return checked;
}

/** Other machines come in with a token, or with a certificate. */
function checkListen({ host, path, plain, tls }: CheckedTcpOptions, hasTokens: boolean): void {
  if (path !== undefined || isLoopback(host) || tls?.caFile !== undefined) return;
  if (!hasTokens) {
    throw new TailraceError(
      'TAILRACE_UNSAFE_LISTEN',
      `Listening on '${host}' for TCP lets other machines in: give at least one token, ask for client certificates, or listen on 127.0.0.1.`,
    );
  }
  if (plain) {
    throw new TailraceError(
      'TAILRACE_UNSAFE_LISTEN',
      `Plain TCP on '${host}' lets other machines in without a token: ask for client certificates, or leave 'plain' off.`,
    );
  }
}

function nextPort(port: number, path: string | undefined): number {
  if (port === 0 || path !== undefined) return 0;
  if (port < 65_535) return port + 1;
  throw new TailraceError(
    'TAILRACE_MISSING_OPTION',
    "startCollector: tcp needs a 'port' where the collector has the last.",
  );
}
