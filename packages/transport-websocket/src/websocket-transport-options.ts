import type { HeadersOption, OwnOptionRules, SinkTransportOptions, TlsOptions } from '@tailrace/delivery';
import type { Agent } from 'node:http';
import type { PlainFraming } from './plain-conversation.ts';

/** Options of `WebsocketTransport`; those of all transports come beside them. */
export interface WebsocketTransportOptions extends SinkTransportOptions {
  /** Whom to connect to, `ws:` or `wss:`; user and password in it are sent as basic authentication. */
  readonly url: string | URL;
  /**
   * Speaks with a collector, which answers for each batch once it is kept; true by default. With `false` messages go to
   * whatever takes them, and delivered is what the peer's WebSocket has read.
   */
  readonly acknowledge?: boolean;
  /** Sent as a bearer token. */
  readonly token?: string;
  /** Further headers of the handshake, or a function that answers them for each. */
  readonly headers?: HeadersOption;
  /** What TLS connections are made with: `ca`, `cert`, `key`, `servername`, … */
  readonly tls?: TlsOptions;
  /** Makes the connections, as an agent for a proxy does. */
  readonly agent?: Agent;
  /** Of acknowledged batches: none by default, or `gzip`, off the event loop. */
  readonly compression?: 'gzip' | false;
  /** Offers `permessage-deflate`; false by default, since it costs more memory and time than `compression`. */
  readonly perMessageDeflate?: boolean;
  /**
   * How records are put into messages where nothing is acknowledged: `newline` by default, a batch of lines;
   * `json-array`, a batch as one array; `message`, each record in one of its own.
   */
  readonly framing?: PlainFraming;
  /**
   * How frames are masked. A mask of zeros costs nothing, and is the default over TLS and on this machine; `random`
   * keeps old proxies from taking records for requests, and is the default elsewhere.
   */
  readonly mask?: 'random' | 'zero';
  /** Sends one batch at a time, so that order is kept; true by default. */
  readonly ordered?: boolean;
  /** How long connecting may take, a collector's welcome included; 10,000 by default. */
  readonly connectTimeoutMillis?: number;
  /** How often the peer is asked whether it is still there, and how long it may be silent then; 10,000 by default. */
  readonly pingMillis?: number;
  /** What may wait in the connection's own buffer before the next batch does; 1 MiB by default. */
  readonly maxBufferedBytes?: number;
}

/** Rules of what is particular to {@link WebsocketTransportOptions}. */
export const WEBSOCKET_RULES: OwnOptionRules = {
  url: { type: 'any', required: true },
  acknowledge: { type: 'boolean' },
  token: { type: 'string', minLength: 1 },
  headers: { type: 'any' },
  tls: { type: 'object' },
  agent: { type: 'object' },
  compression: { type: 'any', oneOf: ['gzip', false] },
  perMessageDeflate: { type: 'boolean' },
  framing: { type: 'string', oneOf: ['newline', 'json-array', 'message'] },
  mask: { type: 'string', oneOf: ['random', 'zero'] },
  ordered: { type: 'boolean' },
  connectTimeoutMillis: { type: 'number', min: 1 },
  pingMillis: { type: 'number', min: 1 },
  maxBufferedBytes: { type: 'integer', min: 1 },
};
