import { type OwnOptionRules, SinkTransport, type SinkTransportOptions } from '@tailrace/delivery';
import { jsonFormat } from '@tailrace/format-json';
import { WebsocketSink } from './websocket-sink.ts';

/** Options of {@link WebsocketTransport}; those of all transports come beside them. */
export interface WebsocketTransportOptions extends SinkTransportOptions {
  /** Where records are sent. */
  readonly url: string;
}

const RULES: OwnOptionRules = { url: { type: 'string', required: true } };

/**
 * Delivers records to Websocket.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * winston.createLogger({ transports: [new WebsocketTransport({ url: 'http://127.0.0.1:8080' })] });
 */
export class WebsocketTransport extends SinkTransport {
  constructor(options: WebsocketTransportOptions) {
    super('WebsocketTransport', () => new WebsocketSink(options.url), { formatter: jsonFormat(), ...options }, RULES);
  }
}
