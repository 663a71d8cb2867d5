import { checkOptions, type OptionRules, systemClock, TailraceError } from '@tailrace/core';
import type { SocketTarget, TcpTlsOptions } from './socket-line.ts';
import type { TcpTransportOptions } from './tcp-transport.ts';

const TLS_RULES: OptionRules<TcpTlsOptions> = {
  ca: { type: 'any' },
  cert: { type: 'any' },
  key: { type: 'any' },
  passphrase: { type: 'string' },
  servername: { type: 'string' },
  minVersion: { type: 'string' },
  rejectUnauthorized: { type: 'boolean' },
};

/** Where collectors listen. */
const COLLECTOR_PORT = 8718;

/**
 * Reads whom to connect to, and how, out of a transport's options.
 *
 * @throws TailraceError Where they name none, or several, or contradict each other.
 */
export function targetOf(options: TcpTransportOptions): SocketTarget {
  const { url, host, port, path } = options;
  const ways = [url, host ?? port, path].filter((way) => way !== undefined);
  if (ways.length === 0) {
    throw new TailraceError(
      'TAILRACE_MISSING_OPTION',
      "TcpTransport needs one of the options 'url', 'host' and 'path'.",
    );
  }
  if (ways.length > 1) throw bad("takes one of 'url', 'host' with 'port', and 'path', not several.");
  const { address, secure } = url === undefined ? { address: given(options), secure: false } : read(url, options);
  if (typeof options.tls === 'object') checkOptions('TcpTransport tls', options.tls, TLS_RULES);
  if (secure && options.tls === false) throw bad("'tls' is off, and 'url' asks for it.");
  const tls = typeof options.tls === 'object' ? options.tls : secure || options.tls === true ? {} : undefined;
  return {
    address,
    tls,
    keepAliveMillis: options.keepAliveMillis ?? 10_000,
    clock: options.delivery?.clock ?? systemClock,
  };
}

function given({ host = '127.0.0.1', port, path, acknowledge }: TcpTransportOptions): SocketTarget['address'] {
  return path === undefined ? { host, port: portOf(port, acknowledge) } : { path };
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
  const port = parsed.port === '' ? undefined : Number(parsed.port);
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  return { address: { host, port: portOf(port, options.acknowledge) }, secure };
}

function portOf(port: number | undefined, acknowledge = true): number {
  if (port === undefined && !acknowledge) {
    throw new TailraceError('TAILRACE_MISSING_OPTION', 'TcpTransport needs a port, unless it is a collector\u2019s.');
  }
  return port ?? COLLECTOR_PORT;
}

function bad(words: string): TailraceError {
  return new TailraceError('TAILRACE_BAD_OPTION', `TcpTransport: ${words}`);
}
