import {
  checkOptions,
  type Clock,
  type Diagnostics,
  diagnostics as processDiagnostics,
  type FilterChain,
  type OptionRules,
  systemClock,
  TailraceError,
} from '@tailrace/core';
import type { Store } from '@tailrace/store';
import { isLoopback } from './access/host-check.ts';
import { checkTokens, type TokenOptions } from './access/tokens.ts';
import { type CheckedTcpOptions, checkTcpOptions, type TcpOptions } from './tcp/tcp-options.ts';

/** Which accesses leave an audit record in the store: none, exports (streamed answers), or every read of records. */
export type AuditScope = 'none' | 'exports' | 'reads';

/** What {@link startCollector} takes. */
export interface CollectorOptions {
  /** Where records are kept. It stays the caller's: `close()` of the collector leaves it open. */
  readonly store: Store;
  /** The address to listen on, `127.0.0.1` by default. Any other than loopback needs `tokens`. */
  readonly host?: string;
  /** 8717 by default; 0 takes a free one. */
  readonly port?: number;
  /** How it listens on TCP, on `127.0.0.1:8718` by default; false for not at all. */
  readonly tcp?: TcpOptions | false;
  /** Who may do what. Without any, everybody on this machine may do everything. */
  readonly tokens?: readonly TokenOptions[];
  /** A folder with the built pages: `index.html`, and what it loads under `assets/`. */
  readonly pagesDirectory?: string;
  /** Bytes of a request's body as sent, 16 MiB by default. */
  readonly maxBodyBytes?: number;
  /** Bytes of a request's body after decompression, 64 MiB by default. */
  readonly maxDecompressedBytes?: number;
  /** Bytes of one record as JSON, 1 MiB by default; a larger one is rejected alone. */
  readonly maxRecordBytes?: number;
  /** Bytes of bodies in hand at once, 256 MiB by default; above it clients are asked to come again. */
  readonly maxPendingBytes?: number;
  /** Records in one JSON answer, 10,000 by default. */
  readonly maxQueryRecords?: number;
  /** How long a question may take, 10 minutes by default; 30 seconds where it does not say. */
  readonly maxQueryMillis?: number;
  /** Questions of one token at once, 16 by default; above it they are answered 429. */
  readonly maxQueriesPerToken?: number;
  /** Bytes waiting for one reader of the live tail, at least 64 KiB, 1 MiB by default; above it records are left out and counted. */
  readonly maxTailBufferBytes?: number;
  /** Readers of the live tail at once, 100 by default. */
  readonly maxTailClients?: number;
  /** WebSockets at once, 1,000 by default. */
  readonly maxWebSockets?: number;
  /** Names beside `localhost`, IP addresses and `host` that a request's `Host` may have; `*` for any. */
  readonly allowedHosts?: readonly string[];
  /** Origins beside the collector's own from which browsers may call: `https://app.example`. */
  readonly allowedOrigins?: readonly string[];
  /**
   * What records pass through before they are stored. What it drops was accepted and is counted by reason. A step that
   * holds records holds them in memory: they are acknowledged before they are durable.
   */
  readonly filter?: FilterChain;
  /** `reads` where there are tokens, `none` otherwise. */
  readonly audit?: AuditScope;
  /** How long a page's session lasts, 12 hours by default. */
  readonly sessionMillis?: number;
  /** Sets `Secure` on the session cookie, for a collector behind HTTPS; false by default. */
  readonly secureCookies?: boolean;
  /** How long `close()` lets requests finish, 10 seconds by default. */
  readonly closeTimeoutMillis?: number;
  /** Where failures are reported; the process's by default. */
  readonly diagnostics?: Diagnostics;
  readonly clock?: Clock;
}

/** What each option takes. */
export const COLLECTOR_OPTIONS: OptionRules<CollectorOptions> = {
  store: { type: 'object', required: true },
  host: { type: 'string' },
  port: { type: 'integer', min: 0, max: 65_535 },
  tcp: { type: 'object', oneOf: [false] },
  tokens: { type: 'array' },
  pagesDirectory: { type: 'string' },
  maxBodyBytes: { type: 'integer', min: 1 },
  maxDecompressedBytes: { type: 'integer', min: 1 },
  maxRecordBytes: { type: 'integer', min: 1 },
  maxPendingBytes: { type: 'integer', min: 1 },
  maxQueryRecords: { type: 'integer', min: 1 },
  maxQueryMillis: { type: 'integer', min: 1 },
  maxQueriesPerToken: { type: 'integer', min: 1 },
  maxTailBufferBytes: { type: 'integer', min: 65_536 },
  maxTailClients: { type: 'integer', min: 1 },
  maxWebSockets: { type: 'integer', min: 1 },
  allowedHosts: { type: 'array' },
  allowedOrigins: { type: 'array' },
  filter: { type: 'object' },
  audit: { type: 'string', oneOf: ['none', 'exports', 'reads'] },
  sessionMillis: { type: 'integer', min: 1000 },
  secureCookies: { type: 'boolean' },
  closeTimeoutMillis: { type: 'integer', min: 0 },
  diagnostics: { type: 'object' },
  clock: { type: 'object' },
};

const MEBIBYTE = 1024 * 1024;

/** The options with every default in its place. */
export type CheckedOptions = Required<Omit<CollectorOptions, 'pagesDirectory' | 'filter' | 'tcp'>> &
  Pick<CollectorOptions, 'pagesDirectory' | 'filter'> & { readonly tcp: CheckedTcpOptions | false };

/** Checks the options of a collector and fills in the defaults. */
export function checkCollectorOptions(options: CollectorOptions): CheckedOptions {
  checkOptions('startCollector', options, COLLECTOR_OPTIONS);
  const tokens = options.tokens ?? [];
  checkTokens(tokens);
  for (const origin of options.allowedOrigins ?? []) checkOrigin(origin);
  const host = options.host ?? '127.0.0.1';
  if (tokens.length === 0 && !isLoopback(host)) {
    throw new TailraceError(
      'TAILRACE_UNSAFE_LISTEN',
      `Listening on '${host}' lets other machines in: give at least one token, or listen on 127.0.0.1.`,
    );
  }
  const defaults = {
    port: 8717,
    maxBodyBytes: 16 * MEBIBYTE,
    maxDecompressedBytes: 64 * MEBIBYTE,
    maxRecordBytes: MEBIBYTE,
    maxPendingBytes: 256 * MEBIBYTE,
    maxQueryRecords: 10_000,
    maxQueryMillis: 600_000,
    maxQueriesPerToken: 16,
    maxTailBufferBytes: MEBIBYTE,
    maxTailClients: 100,
    maxWebSockets: 1000,
    allowedHosts: [],
    allowedOrigins: [],
    audit: (tokens.length > 0 ? 'reads' : 'none') satisfies AuditScope as AuditScope,
    sessionMillis: 12 * 3_600_000,
    secureCookies: false,
    closeTimeoutMillis: 10_000,
    diagnostics: processDiagnostics,
    clock: systemClock,
  };
  // An option that is there but undefined is one that was not given.
  const given = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as CollectorOptions;
  const { port } = { ...defaults, ...given };
  const tcp = given.tcp === false ? false : checkTcpOptions(given.tcp ?? {}, { port, hasTokens: tokens.length > 0 });
  return { ...defaults, ...given, host, tokens, tcp };
}

function checkOrigin(origin: unknown): void {
  const parsed = typeof origin === 'string' && URL.canParse(origin) ? new URL(origin).origin : undefined;
  if (parsed === undefined || parsed !== origin) {
    throw new TailraceError(
      'TAILRACE_BAD_OPTION',
      `startCollector: 'allowedOrigins' takes origins like 'https://app.example:8443', not ${JSON.stringify(origin)}.`,
    );
  }
}
