import { type OwnOptionRules, SinkTransport, type SinkTransportOptions } from '@tailrace/delivery';
import { jsonFormat } from '@tailrace/format-json';
import { ElasticsearchSink } from './elasticsearch-sink.ts';

/** Options of {@link ElasticsearchTransport}; those of all transports come beside them. */
export interface ElasticsearchTransportOptions extends SinkTransportOptions {
  /** Where records are sent. */
  readonly url: string;
}

const RULES: OwnOptionRules = { url: { type: 'string', required: true } };

/**
 * Delivers records to Elasticsearch.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * winston.createLogger({ transports: [new ElasticsearchTransport({ url: 'http://127.0.0.1:8080' })] });
 */
export class ElasticsearchTransport extends SinkTransport {
  constructor(options: ElasticsearchTransportOptions) {
    super(
      'ElasticsearchTransport',
      () => new ElasticsearchSink(options.url),
      { formatter: jsonFormat(), ...options },
      RULES,
    );
  }
}
