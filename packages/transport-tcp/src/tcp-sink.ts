import { ConnectionSink, LinkConversation } from '@tailrace/delivery';
import { openLinkOverTcp } from './link-over-tcp.ts';
import { PlainConversation, type PlainOptions } from './plain-conversation.ts';
import type { SocketTarget } from './socket-line.ts';

/** How batches are acknowledged. */
export interface AcknowledgedOptions {
  readonly token: string | undefined;
  readonly compression: 'gzip' | false;
}

/** How a connection is made and used. */
export interface TcpSinkOptions extends SocketTarget {
  readonly ordered: boolean;
  /** Whether the destination knows a record that it has already: a collector does, by the id in it. */
  readonly repeats: 'ignored' | 'possible';
  readonly connectTimeoutMillis: number;
  readonly mode: { readonly acknowledged: AcknowledgedOptions } | { readonly plain: PlainOptions };
}

/** Delivers over one TCP, TLS or Unix socket: to a collector that acknowledges, or to whatever reads. */
export class TcpSink extends ConnectionSink {
  constructor(options: TcpSinkOptions) {
    const { ordered, repeats, mode } = options;
    super({
      traits: { ordered, repeats, borrows: true },
      destination: addressOf(options),
      connectTimeoutMillis: options.connectTimeoutMillis,
      clock: options.clock,
      connect: (signal, closed) => {
        if ('plain' in mode) return PlainConversation.open(options, mode.plain, signal, closed);
        const { token, compression } = mode.acknowledged;
        const link = { hello: { token }, compression };
        return LinkConversation.open((listener) => openLinkOverTcp(options, listener, signal), link, signal, closed);
      },
    });
  }
}

function addressOf({ address, tls }: SocketTarget): string {
  if ('path' in address) return `unix:${address.path}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${tls === undefined ? 'tcp' : 'tls'}://${host}:${address.port}`;
}
