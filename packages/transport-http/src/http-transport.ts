import { systemClock, TailraceError } from '@tailrace/core';
import { checkHeaders, checkTlsOptions, SinkTransport } from '@tailrace/delivery';
import { jsonFormat } from '@tailrace/format-json';
import { authorizationOf } from './authorization.ts';
import { HttpSink, type HttpSinkOptions } from './http-sink.ts';
import { HTTP_RULES, type HttpTransportOptions } from './http-transport-options.ts';

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
    super('HttpTransport', () => sinkOf(withFormatter), { ...withFormatter, delivery: withRetry }, HTTP_RULES);
  }

  /** Delivers to a Tailrace collector, by its base address: `HttpTransport.toCollector('http://127.0.0.1:8717')`. */
  static toCollector(base: string | URL, options: Omit<HttpTransportOptions, 'url'> = {}): HttpTransport {
    return new HttpTransport({
      ignoresRepeats: true,
      ...options,
      url: new URL('v1/records', withSlash(addressOf(base))),
    });
  }
}

/** Makes the sink that options ask for. */
export function sinkOf(options: HttpTransportOptions): HttpSink {
  const url = addressOf(options.url);
  const framing = options.framing ?? 'newline';
  if (options.tls !== undefined) checkTlsOptions('HttpTransport', options.tls);
  const authorization = authorizationOf(options, url);
  checkHeaders('HttpTransport', options.headers, authorization);
  return new HttpSink({
    url,
    framing,
    method: options.method ?? 'POST',
    contentType: framing === 'json-array' ? 'application/json' : (options.formatter?.contentType ?? 'text/plain'),
    authorization,
    headers: options.headers ?? {},
    compression: options.compression ?? false,
    ordered: options.ordered ?? true,
    limits: limitsOf(options),
    repeats: options.ignoresRepeats === true ? 'ignored' : 'possible',
    judge: options.judge,
    proxy: proxyOf(options.proxy),
    connections: options.connections ?? 8,
    connectTimeoutMillis: options.connectTimeoutMillis ?? 10_000,
    keepAliveMillis: options.keepAliveMillis ?? 4_000,
    tls: options.tls,
    clock: options.delivery?.clock ?? systemClock,
  });
}

function limitsOf({ maxBytes, maxRecords, maxRecordBytes }: HttpTransportOptions): HttpSinkOptions['limits'] {
  return {
    ...(maxBytes !== undefined && { maxBytes }),
    ...(maxRecords !== undefined && { maxRecords }),
    ...(maxRecordBytes !== undefined && { maxRecordBytes }),
  };
}

function proxyOf(proxy: string | URL | undefined): URL | 'environment' | undefined {
  if (proxy === undefined || proxy === 'environment') return proxy;
  const url = URL.canParse(String(proxy)) ? new URL(String(proxy)) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new TailraceError(
    'TAILRACE_BAD_OPTION',
    "HttpTransport: 'proxy' takes an http: or https: address, or 'environment'.",
  );
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
