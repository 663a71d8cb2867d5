import { diagnostics as processDiagnostics, TailraceError } from '@tailrace/core';
import { type OwnOptionRules, SinkTransport, type SinkTransportOptions, type TlsOptions } from '@tailrace/delivery';
import { jsonFormat } from '@tailrace/format-json';
import { TcpSink, type TcpSinkOptions } from './tcp-sink.ts';
import { targetOf } from './tcp-target.ts';

/** Options of {@link TcpTransport}; those of all transports come beside them. */
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

const RULES: OwnOptionRules = {
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

/** A receiver that is back is found within this time; while it is away only one batch at a time asks for it. */
const LONGEST_WAIT_MILLIS = 5_000;
/** A batch waits for the answer to the one before: small ones would leave the connection idle most of the time. */
const RECORDS_AT_ONCE = 2_000;

/**
 * Sends records in batches over TCP, TLS or a Unix socket, tries again what fails, and keeps on disk what cannot be
 * sent.
 *
 * Without a `formatter` or a `format` of its own it writes JSON in wire form, as collectors take it.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * winston.createLogger({ transports: [new TcpTransport({ url: 'tcp://127.0.0.1:8718' })] });
 */
export class TcpTransport extends SinkTransport {
  constructor(given: TcpTransportOptions) {
    // Without types the options may be absent: the rules say what is missing.
    const options = { ...given };
    const formatter = options.formatter ?? (options.format === undefined ? jsonFormat() : undefined);
    const withFormatter = { ...options, ...(formatter !== undefined && { formatter }) };
    const { delivery, host, ...rest } = withFormatter;
    const paced = {
      ...delivery,
      batch: { records: RECORDS_AT_ONCE, ...delivery?.batch },
      retry: { maxMillis: LONGEST_WAIT_MILLIS, ...delivery?.retry },
    };
    const origin = host === undefined || options.port !== undefined ? {} : { host };
    super('TcpTransport', () => sinkOf(withFormatter), { ...rest, ...origin, delivery: paced }, RULES);
  }
}

/** Makes the sink that options ask for. */
export function sinkOf(options: TcpTransportOptions): TcpSink {
  return new TcpSink({
    ...targetOf(options),
    ordered: options.ordered ?? true,
    // A collector knows a record by the id that the wire form has.
    repeats: options.acknowledge !== false && options.formatter?.name === 'json' ? 'ignored' : 'possible',
    connectTimeoutMillis: options.connectTimeoutMillis ?? 10_000,
    mode: modeOf(options),
  });
}

function modeOf(options: TcpTransportOptions): TcpSinkOptions['mode'] {
  const { acknowledge = true, token, compression = false, framing, settleMillis } = options;
  refuse(acknowledge ? { framing, settleMillis } : { token, compression: compression || undefined }, acknowledge);
  if (acknowledge) return { acknowledged: { token, compression } };
  const { diagnostics = processDiagnostics, name = 'tcp' } = options;
  return {
    plain: {
      framing: framing ?? 'newline',
      settleMillis: settleMillis ?? 100,
      unconfirmed: (records, error) => {
        const message = 'A connection ended; what was last written to it may not have been read.';
        diagnostics.report({ name: 'connection.lost', source: name, message, records, error });
      },
    },
  };
}

/** Options that would do nothing are a misunderstanding about what is promised. */
function refuse(idle: Readonly<Record<string, unknown>>, acknowledge: boolean): void {
  const name = Object.keys(idle).find((option) => idle[option] !== undefined);
  if (name === undefined) return;
  const words = `TcpTransport: '${name}' takes effect only with 'acknowledge: ${String(!acknowledge)}'.`;
  throw new TailraceError('TAILRACE_BAD_OPTION', words);
}
