import { ConnectionSink, type LinkChannel, LinkConversation, type LinkListener } from '@tailrace/delivery';
import { PlainConversation, type PlainFraming } from './plain-conversation.ts';
import { WebsocketLine, type WebsocketTarget } from './websocket-line.ts';

/** How a connection is made and used. */
export interface WebsocketSinkOptions extends WebsocketTarget {
  readonly ordered: boolean;
  /** Whether the destination knows a record that it has already: a collector does, by the id in it. */
  readonly repeats: 'ignored' | 'possible';
  readonly connectTimeoutMillis: number;
  readonly mode: { readonly acknowledged: { readonly compression: 'gzip' | false } } | { readonly plain: PlainFraming };
}

/** Delivers over one WebSocket: to a collector that acknowledges, or to whatever takes messages. */
export class WebsocketSink extends ConnectionSink {
  constructor(options: WebsocketSinkOptions) {
    const { url, ordered, repeats, mode } = options;
    super({
      traits: { ordered, repeats, borrows: true },
      // Without user, password and query, which may hold secrets.
      destination: `${url.protocol}//${url.host}${url.pathname}`,
      connectTimeoutMillis: options.connectTimeoutMillis,
      clock: options.clock,
      connect: (signal, closed) => {
        if ('plain' in mode) return PlainConversation.open(options, mode.plain, signal, closed);
        const link = { hello: undefined, compression: mode.acknowledged.compression };
        return LinkConversation.open((listener) => openLink(options, listener, signal), link, signal, closed);
      },
    });
  }
}

/** Opens a WebSocket for the link protocol: a message holds a line, and behind it the bytes that it announces. */
async function openLink(target: WebsocketTarget, heard: LinkListener, signal: AbortSignal): Promise<LinkChannel> {
  const line = await WebsocketLine.open(target, { ...heard, pong: () => {} }, signal);
  return {
    send: (header, body) => (body === undefined ? line.send(true, header) : line.send(true, header, body)),
    end: () => line.end(),
    destroy: (cause) => line.destroy(cause),
  };
}
