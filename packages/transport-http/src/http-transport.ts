import { checkOptions, type OptionRules, systemClock, TailraceError } from '@tailrace/core';
import { type OwnOptionRules, SinkTransport, type SinkTransportOptions } from '@tailrace/delivery';
import { jsonFormat } from '@tailrace/format-json';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type HttpHeaders, HttpSink, type HttpTlsOptions } from './http-sink.ts';

/** Options of {@link HttpTransport}; those of all transports come beside them. */
export interface HttpTransportOptions extends SinkTransportOptions {
  /** Where batches are posted to; user and password in it are sent as basic authentication. */
  readonly url: string | URL;
  /** Sent as a bearer token. */
  readonly token?: string;
  /** Sent as basic authentication. */
  readonly auth?: { readonly username: string; readonly password: string };
  /** Further headers, or a function that answers them for each request. */
  readonly headers?: HttpHeaders | (() => HttpHeaders | Promise<HttpHeaders>);
  /** `POST` by default. */
  readonly method?: 'POST' | 'PUT';
  /** Of the body: none by default, which is best on one machine; `gzip` saves three quarters on the way. */
  readonly compression?: 'gzip' | 'br' | false;
  /** How records are set apart: `newline` by default, or `json-array`. */
  readonly framing?: 'newline' | 'json-array';
  /** Sends one batch at a time, so that order is kept; true by default. */
  readonly ordered?: boolean;
  /** The largest body before compression that the server takes; without limit by default. */
  readonly maxBytes?: number;
  /** How many connections are used at most, where order is not kept; 8 by default. */
  readonly connections?: number;
  /** How long connecting may take; 10,000 by default. */
  readonly connectTimeoutMillis?: number;
  /** How long an idle connection is kept; 4,000 by default. */
  readonly keepAliveMillis?: number;
  /** What TLS connections are made with: `ca`, `cert`, `key`, `servername`, … */
  readonly tls?: HttpTlsOptions;
}

const RULES: OwnOptionRules = {
  url: { type: 'any', required: true },
  token: { type: 'string' },
  auth: { type: 'object' },
  headers: { type: 'any' },
  method: { type: 'string', oneOf: ['POST', 'PUT'] },
  compression: { type: 'any', oneOf: ['gzip', 'br', false] },
  framing: { type: 'string', oneOf: ['newline', 'json-array'] },
  ordered: { type: 'boolean' },
  maxBytes: { type: 'integer', min: 1 },
  connections: { type: 'integer', min: 1 },
  connectTimeoutMillis: { type: 'number', min: 1 },
  keepAliveMillis: { type: 'number', min: 1 },
  tls: { type: 'object' },
};

const AUTH_RULES: OptionRules<NonNullable<HttpTransportOptions['auth']>> = {
  username: { type: 'string', required: true },
  password: { type: 'string', required: true },
};

const TLS_RULES: OptionRules<HttpTlsOptions> = {
  ca: { type: 'any' },
  cert: { type: 'any' },
  key: { type: 'any' },
  passphrase: { type: 'string' },
  servername: { type: 'string' },
  minVersion: { type: 'string' },
  rejectUnauthorized: { type: 'boolean' },
};

/** A server that is back is found within this time; while it is away only one batch at a time asks for it. */
const LONGEST_WAIT_MILLIS = 5_000;

/**
 * Posts records in batches, tries again what fails, and keeps on disk what cannot be sent.
 *
 * Without a `formatter` or a `format` of its own it writes JSON in wire form, as collectors take it.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * winston.createLogger({ transports: [new HttpTransport({ url: 'http://127.0.0.1:8717/v1/records' })] });
 */
export class HttpTransport extends SinkTransport {
  constructor(given: HttpTransportOptions) {
    // Without types the options may be absent: the rules say what is missing.
    const options = { ...given };
    const formatter = options.formatter ?? (options.format === undefined ? jsonFormat() : undefined);
    const withFormatter = { ...options, ...(formatter !== undefined && { formatter }) };
    const { delivery } = options;
    const withRetry = { ...delivery, retry: { maxMillis: LONGEST_WAIT_MILLIS, ...delivery?.retry } };
    super('HttpTransport', () => sinkOf(withFormatter), { ...withFormatter, delivery: withRetry }, RULES);
  }

  /** Delivers to a Tailrace collector, by its base address: `HttpTransport.toCollector('http://127.0.0.1:8717')`. */
  static toCollector(base: string | URL, options: Omit<HttpTransportOptions, 'url'> = {}): HttpTransport {
    return new HttpTransport({ ...options, url: new URL('v1/records', withSlash(addressOf(base))) });
  }
}

/** Makes the sink that options ask for. */
export function sinkOf(options: HttpTransportOptions): HttpSink {
  const url = addressOf(options.url);
  const framing = options.framing ?? 'newline';
  if (options.headers !== undefined && !['object', 'function'].includes(typeof options.headers)) {
    throw new TailraceError('TAILRACE_BAD_OPTION', "HttpTransport: 'headers' takes an object or a function.");
  }
  if (options.auth !== undefined) checkOptions('HttpTransport auth', options.auth, AUTH_RULES);
  if (options.tls !== undefined) checkOptions('HttpTransport tls', options.tls, TLS_RULES);
  if (options.token !== undefined && options.auth !== undefined) {
    throw new TailraceError('TAILRACE_BAD_OPTION', "HttpTransport takes 'token' or 'auth', not both.");
  }
  const authorization = authorizationOf(options, url);
  checkHeaders({ authorization, ...(typeof options.headers === 'object' && options.headers) });
  return new HttpSink({
    url,
    framing,
    method: options.method ?? 'POST',
    contentType: framing === 'json-array' ? 'application/json' : (options.formatter?.contentType ?? 'text/plain'),
    authorization,
    headers: options.headers ?? {},
    compression: options.compression ?? false,
    ordered: options.ordered ?? true,
    maxBytes: options.maxBytes,
    connections: options.connections ?? 8,
    connectTimeoutMillis: options.connectTimeoutMillis ?? 10_000,
    keepAliveMillis: options.keepAliveMillis ?? 4_000,
    tls: options.tls,
    clock: options.delivery?.clock ?? systemClock,
  });
}

/** A token read from a file with its line break would fail in every request. */
function checkHeaders(headers: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      // Without the value, which may be a secret.
      throw new TailraceError('TAILRACE_BAD_OPTION', `HttpTransport: '${name}' is no header that can be sent.`);
    }
  }
}

function addressOf(address: string | URL): URL {
  const url = URL.canParse(String(address)) ? new URL(String(address)) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new TailraceError('TAILRACE_BAD_OPTION', "HttpTransport: 'url' takes an http: or https: address.");
}

function withSlash(base: URL): URL {
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
}

function authorizationOf({ token, auth }: HttpTransportOptions, url: URL): string | undefined {
  if (token !== undefined) return `Bearer ${token}`;
  const username = auth?.username ?? decodeURIComponent(url.username);
  const password = auth?.password ?? decodeURIComponent(url.password);
  if (username === '' && password === '') return undefined;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
