import { type OwnOptionRules, SinkTransport, type SinkTransportOptions } from '@tailrace/delivery';
import { jsonFormat } from '@tailrace/format-json';
import { TcpSink } from './tcp-sink.ts';

/** Options of {@link TcpTransport}; those of all transports come beside them. */
export interface TcpTransportOptions extends SinkTransportOptions {
  /** Where records are sent. */
  readonly url: string;
}

const RULES: OwnOptionRules = { url: { type: 'string', required: true } };

/**
 * Delivers records to Tcp.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * winston.createLogger({ transports: [new TcpTransport({ url: 'http://127.0.0.1:8080' })] });
 */
export class TcpTransport extends SinkTransport {
  constructor(options: TcpTransportOptions) {
    super('TcpTransport', () => new TcpSink(options.url), { formatter: jsonFormat(), ...options }, RULES);
  }
}
