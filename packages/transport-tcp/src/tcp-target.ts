import { systemClock, TailraceError } from '@tailrace/core';
import { checkTlsOptions } from '@tailrace/delivery';
import type { SocketTarget } from './socket-line.ts';
import type { TcpTransportOptions } from './tcp-transport-options.ts';

/** Where collectors listen. */
const COLLECTOR_PORT = 8718;

/**
 * Reads whom to connect to, and how, out of a transport's options.
 *
 * @throws TailraceError Where they name none or several, or contradict each other.
 */
export function targetOf(options: TcpTransportOptions): SocketTarget {
  const { url, path, port } = options;
  const ways = [url, path, port].filter((way) => way !== undefined);
  if (ways.length === 0) {
    const words = "TcpTransport needs the option 'url', or 'path', or 'port' beside 'host'.";
    throw new TailraceError('TAILRACE_MISSING_OPTION', words);
  }
  if (ways.length > 1) throw bad("takes one of 'url', 'path' and 'port', not several.");
  const { address, secure } = url === undefined ? { address: named(options), secure: false } : read(url, options);
  if (typeof options.tls === 'object') checkTlsOptions('TcpTransport', options.tls);
  if (secure && options.tls === false) throw bad("'tls' is off, and 'url' asks for it.");
  const tls = typeof options.tls === 'object' ? options.tls : secure || options.tls === true ? {} : undefined;
  return {
    address,
    tls,
    keepAliveMillis: options.keepAliveMillis ?? 10_000,
    clock: options.delivery?.clock ?? systemClock,
  };
}

function named({ path, host = '127.0.0.1', port = COLLECTOR_PORT }: TcpTransportOptions): SocketTarget['address'] {
  return path === undefined ? { host, port } : { path };
}

function read(url: string | URL, options: TcpTransportOptions): { address: SocketTarget['address']; secure: boolean } {
  const parsed = URL.canParse(String(url)) ? new URL(String(url)) : undefined;
  const secure = parsed?.protocol === 'tls:';
  if (parsed === undefined || (!secure && parsed.protocol !== 'tcp:') || parsed.hostname === '') {
    throw bad("'url' takes a tcp: or tls: address, such as tcp://127.0.0.1:8718.");
  }
  // What else an address may hold would be dropped in silence, a password among it.
  if (parsed.username !== '' || !['', '/'].includes(parsed.pathname) || parsed.search !== '') {
    throw bad("'url' takes a host and a port, and nothing else. A token has an option of its own.");
  }
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  return { address: { host, port: portOf(parsed.port, options.acknowledge) }, secure };
}

function portOf(port: string, acknowledge = true): number {
  if (port === '' && !acknowledge) throw bad("'url' needs a port, unless it is a collector\u2019s.");
  return port === '' ? COLLECTOR_PORT : Number(port);
}

function bad(words: string): TailraceError {
  return new TailraceError('TAILRACE_BAD_OPTION', `TcpTransport: ${words}`);
}
