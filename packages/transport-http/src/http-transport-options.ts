import type { HeadersOption, Outcome, OwnOptionRules, SinkTransportOptions } from '@tailrace/delivery';
import type { HttpTlsOptions } from './dispatcher.ts';
import type { HttpAnswer } from './judge-answer.ts';

/** Options of `HttpTransport`; those of all transports come beside them. */
export interface HttpTransportOptions extends SinkTransportOptions {
  /** Where batches are posted to; user and password in it are sent as basic authentication. */
  readonly url: string | URL;
  /** Sent as a bearer token. */
  readonly token?: string;
  /** Sent as basic authentication. */
  readonly auth?: { readonly username: string; readonly password: string };
  /** Further headers, or a function that answers them for each request. */
  readonly headers?: HeadersOption;
  /** `POST` by default. */
  readonly method?: 'POST' | 'PUT';
  /** Of the body: none by default, which is best on one machine; `gzip` saves three quarters on the way. */
  readonly compression?: 'gzip' | 'br' | false;
  /** How records are set apart: `newline` by default, `json-array`, or `none` for forms that need nothing between them. */
  readonly framing?: 'newline' | 'json-array' | 'none';
  /** Sends one batch at a time, so that order is kept; true by default. */
  readonly ordered?: boolean;
  /** The largest body before compression that the server takes; without limit by default. */
  readonly maxBytes?: number;
  /** The most records of a batch that the server takes; without limit by default. */
  readonly maxRecords?: number;
  /** The largest record that the server takes; larger ones become dead letters. Without limit by default. */
  readonly maxRecordBytes?: number;
  /** The server ignores records that it has already, as a collector does by their ids; false by default. */
  readonly ignoresRepeats?: boolean;
  /** Judges answers that the rules of HTTP do not fit; `undefined` leaves one to the rules. */
  readonly judge?: (answer: HttpAnswer) => Outcome | undefined;
  /** The proxy to go through, or `'environment'`: as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say. None by default. */
  readonly proxy?: string | URL;
  /** How many connections are used at most, where order is not kept; 8 by default. */
  readonly connections?: number;
  /** How long connecting may take; 10,000 by default. */
  readonly connectTimeoutMillis?: number;
  /** How long an idle connection is kept; 4,000 by default. */
  readonly keepAliveMillis?: number;
  /** What TLS connections are made with: `ca`, `cert`, `key`, `servername`, … */
  readonly tls?: HttpTlsOptions;
}

/** What the options take. */
export const HTTP_RULES: OwnOptionRules = {
  url: { type: 'any', required: true },
  token: { type: 'string' },
  auth: { type: 'object' },
  headers: { type: 'any' },
  method: { type: 'string', oneOf: ['POST', 'PUT'] },
  compression: { type: 'any', oneOf: ['gzip', 'br', false] },
  framing: { type: 'string', oneOf: ['newline', 'json-array', 'none'] },
  ordered: { type: 'boolean' },
  maxBytes: { type: 'integer', min: 1 },
  maxRecords: { type: 'integer', min: 1 },
  maxRecordBytes: { type: 'integer', min: 1 },
  ignoresRepeats: { type: 'boolean' },
  judge: { type: 'function' },
  proxy: { type: 'any' },
  connections: { type: 'integer', min: 1 },
  connectTimeoutMillis: { type: 'number', min: 1 },
  keepAliveMillis: { type: 'number', min: 1 },
  tls: { type: 'object' },
};
