import { type OwnOptionRules, SinkTransport, type SinkTransportOptions } from '@tailrace/delivery';
import { jsonFormat } from '@tailrace/format-json';
import { SentrySink } from './sentry-sink.ts';

/** Options of {@link SentryTransport}; those of all transports come beside them. */
export interface SentryTransportOptions extends SinkTransportOptions {
  /** Where records are sent. */
  readonly url: string;
}

const RULES: OwnOptionRules = { url: { type: 'string', required: true } };

/**
 * Delivers records to Sentry.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * winston.createLogger({ transports: [new SentryTransport({ url: 'http://127.0.0.1:8080' })] });
 */
export class SentryTransport extends SinkTransport {
  constructor(options: SentryTransportOptions) {
    super('SentryTransport', () => new SentrySink(options.url), { formatter: jsonFormat(), ...options }, RULES);
  }
}
