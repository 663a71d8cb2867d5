import { systemClock, TailraceError } from '@tailrace/core';
import { checkHeaders, checkTlsOptions, SinkTransport } from '@tailrace/delivery';
import { jsonFormat } from '@tailrace/format-json';
import { isIP } from 'node:net';
import { WebsocketSink, type WebsocketSinkOptions } from './websocket-sink.ts';
import { WEBSOCKET_RULES, type WebsocketTransportOptions } from './websocket-transport-options.ts';

/** A receiver that is back is found within this time; while it is away only one batch at a time asks for it. */
const LONGEST_WAIT_MILLIS = 5_000;
/** A batch waits for the answer to the one before: small ones would leave the connection idle most of the time. */
const RECORDS_AT_ONCE = 2_000;

/**
 * Sends records in batches over a WebSocket, tries again what fails, and keeps on disk what cannot be sent.
 *
 * Without a `formatter` or a `format` of its own it writes JSON in wire form, as collectors take it.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * winston.createLogger({ transports: [new WebsocketTransport({ url: 'ws://127.0.0.1:8717/v1/ws' })] });
 */
export class WebsocketTransport extends SinkTransport {
  constructor(given: WebsocketTransportOptions) {
    // Without types the options may be absent: the rules say what is missing.
    const options = { ...given };
    const formatter = options.formatter ?? (options.format === undefined ? jsonFormat() : undefined);
    const withFormatter = { ...options, ...(formatter !== undefined && { formatter }) };
    const { delivery } = options;
    const paced = {
      ...delivery,
      batch: { records: RECORDS_AT_ONCE, ...delivery?.batch },
      retry: { maxMillis: LONGEST_WAIT_MILLIS, ...delivery?.retry },
    };
    super('WebsocketTransport', () => sinkOf(withFormatter), { ...withFormatter, delivery: paced }, WEBSOCKET_RULES);
  }

  /** Delivers to a Tailrace collector, by its base address: `WebsocketTransport.toCollector('http://127.0.0.1:8717')`. */
  static toCollector(
    base: string | URL,
    options: Omit<WebsocketTransportOptions, 'url' | 'acknowledge'> = {},
  ): WebsocketTransport {
    const address = String(base).replace(/^http(s?):/i, 'ws$1:');
    const url = addressOf(address.endsWith('/') ? address : `${address}/`);
    return new WebsocketTransport({ ...options, url: new URL('v1/ws', url) });
  }
}

/** Makes the sink that options ask for. */
export function sinkOf(options: WebsocketTransportOptions): WebsocketSink {
  const url = addressOf(options.url);
  const { headers = {}, token, tls } = options;
  if (tls !== undefined) checkTlsOptions('WebsocketTransport', tls);
  checkHeaders('WebsocketTransport', headers, token === undefined ? undefined : `Bearer ${token}`);
  return new WebsocketSink({
    url,
    headers,
    token,
    tls,
    agent: options.agent,
    perMessageDeflate: options.perMessageDeflate ?? false,
    mask: options.mask ?? (url.protocol === 'wss:' || isThisMachine(url.hostname) ? 'zero' : 'random'),
    ordered: options.ordered ?? true,
    // A collector knows a record by the id that the wire form has.
    repeats: options.acknowledge !== false && options.formatter?.name === 'json' ? 'ignored' : 'possible',
    connectTimeoutMillis: options.connectTimeoutMillis ?? 10_000,
    pingMillis: options.pingMillis ?? 10_000,
    maxBufferedBytes: options.maxBufferedBytes ?? 1024 * 1024,
    clock: options.delivery?.clock ?? systemClock,
    mode: modeOf(options),
  });
}

function modeOf({ acknowledge = true, compression, framing }: WebsocketTransportOptions): WebsocketSinkOptions['mode'] {
  // Options that would do nothing are a misunderstanding about what is promised.
  if (acknowledge && framing !== undefined) throw bad("'framing' takes effect only with 'acknowledge: false'.");
  if (!acknowledge && compression) throw bad("'compression' takes effect only with 'acknowledge: true'.");
  return acknowledge ? { acknowledged: { compression: compression ?? false } } : { plain: framing ?? 'newline' };
}

function addressOf(address: string | URL): URL {
  const url = URL.canParse(String(address)) ? new URL(String(address)) : undefined;
  if (url?.hash === '' && (url.protocol === 'ws:' || url.protocol === 'wss:')) return url;
  throw bad("'url' takes a ws: or wss: address.");
}

function isThisMachine(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function bad(words: string): TailraceError {
  return new TailraceError('TAILRACE_BAD_OPTION', `WebsocketTransport: ${words}`);
}
