import type { OwnOptionRules, SinkTransportOptions, TlsOptions } from '@tailrace/delivery';

/** Options of `TcpTransport`; those of all transports come beside them. */
export interface TcpTransportOptions extends SinkTransportOptions {
  /** Whom to connect to: `tcp://host:port`, or `tls://host:port`; without a port that of collectors, 8718. */
  readonly url?: string | URL;
  /** In place of `url`: a Unix socket, or a named pipe on Windows. */
  readonly path?: string;
  /**
   * In place of `url`, beside `host`: the receiver's port. `host` is the receiver's then, `127.0.0.1` by default; with
   * `url` or `path` it is what records say of where they come from, as with all transports.
   */
  readonly port?: number;
  /**
   * Speaks with a collector, which answers for each batch once it is kept; true by default. With `false` lines go to
   * whatever reads, and delivered is what the kernel has taken.
   */
  readonly acknowledge?: boolean;
  /** What a collector demands of those who send; sent as it is, so better over TLS. */
  readonly token?: string;
  /** Of acknowledged batches: none by default, or `gzip`. */
  readonly compression?: 'gzip' | false;
  /** How records are set apart where nothing is acknowledged: `newline` by default, `octet-count` (RFC 6587) or `nul`. */
  readonly framing?: 'newline' | 'octet-count' | 'nul';
  /** TLS, and what it is made with: `ca`, `cert`, `key`, `servername`, …; `tls:` addresses have it without. */
  readonly tls?: TlsOptions | boolean;
  /** Sends one batch at a time, so that order is kept; true by default. */
  readonly ordered?: boolean;
  /** How long connecting may take, a collector's welcome included; 10,000 by default. */
  readonly connectTimeoutMillis?: number;
  /** Silence after which the system asks the peer whether it is still there; 10,000 by default. */
  readonly keepAliveMillis?: number;
  /**
   * How long a new connection is watched before records are trusted to it, where nothing is acknowledged; 100 by
   * default. A proxy takes connections too whose server is away, and cuts them a moment later.
   */
  readonly settleMillis?: number;
}

/** Rules of what is particular to {@link TcpTransportOptions}. */
export const TCP_RULES: OwnOptionRules = {
  url: { type: 'any' },
  path: { type: 'string', minLength: 1 },
  port: { type: 'integer', min: 1, max: 65_535 },
  acknowledge: { type: 'boolean' },
  token: { type: 'string', minLength: 1 },
  compression: { type: 'any', oneOf: ['gzip', false] },
  framing: { type: 'string', oneOf: ['newline', 'octet-count', 'nul'] },
  tls: { type: 'object', oneOf: [true, false] },
  ordered: { type: 'boolean' },
  connectTimeoutMillis: { type: 'number', min: 1 },
  keepAliveMillis: { type: 'number', min: 1 },
  settleMillis: { type: 'number', min: 0 },
};
