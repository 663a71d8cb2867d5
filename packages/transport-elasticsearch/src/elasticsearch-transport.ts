import { type Diagnostics, diagnostics as processDiagnostics, systemClock } from '@tailrace/core';
import { SinkTransport } from '@tailrace/delivery';
import { documentFormat } from './document-format.ts';
import { checkTogether, clientOf, type ElasticsearchTransportOptions, RULES } from './elasticsearch-options.ts';
import { ElasticsearchSink } from './elasticsearch-sink.ts';
import { checkPrefix, type IndexName, indexName } from './index-name.ts';
import type { SetupOptions } from './setup.ts';
import { makerFor, planTemplates } from './template-plan.ts';

const DEFAULT_DATA_STREAM = 'logs-tailrace-default';
const DEFAULT_NAME = 'elasticsearch';
/** A server that is back is found within this time; while it is away only one batch at a time asks for it. */
const LONGEST_WAIT_MILLIS = 5_000;

/**
 * Creates a document of each record in a data stream of Elasticsearch, once: under the record's id.
 *
 * Before the first document it puts an index template, made from the declared fields of records, and a lifecycle policy
 * in place. Without a `formatter` it writes Tailrace's wire form with the time in `@timestamp`; with `ecsFormat()` of
 * `@tailrace/format-ecs` the template is that of the Elastic Common Schema.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * winston.createLogger({ transports: [new ElasticsearchTransport({ node: 'http://127.0.0.1:9200' })] });
 */
export class ElasticsearchTransport extends SinkTransport {
  constructor(given: ElasticsearchTransportOptions) {
    // Without types the options may be absent: the rules say what is missing.
    const options = { ...given, formatter: given?.formatter ?? documentFormat() };
    const { delivery } = options;
    const tuned = {
      ...delivery,
      retry: { maxMillis: LONGEST_WAIT_MILLIS, ...delivery?.retry },
    };
    super('ElasticsearchTransport', () => sinkOf(options), { ...options, delivery: tuned }, RULES);
  }
}

/** Makes the sink that options ask for. */
export function sinkOf(options: ElasticsearchTransportOptions): ElasticsearchSink {
  checkTogether(options);
  const dataStream = options.index === undefined;
  const option = dataStream ? 'dataStream' : 'index';
  const name = indexName(option, options.index ?? options.dataStream ?? DEFAULT_DATA_STREAM);
  if (options.setup !== false) checkPrefix(option, name);
  return new ElasticsearchSink({
    client: options.client ?? clientOf(options),
    ownsClient: options.client === undefined,
    name,
    dataStream,
    setup: setupOf(options, name, dataStream),
    compression: options.compression,
    ordered: options.ordered ?? false,
    maxBytes: options.maxBytes,
    clock: options.delivery?.clock ?? systemClock,
  });
}

function setupOf(
  options: ElasticsearchTransportOptions,
  name: IndexName,
  dataStream: boolean,
): SetupOptions | undefined {
  const { setup = true, schemas = [], settings = {}, formatter } = options;
  if (setup === false) return undefined;
  const maker = options.template ?? makerFor(formatter?.name ?? '');
  const reports: Diagnostics = options.diagnostics ?? processDiagnostics;
  return {
    templates: planTemplates({ name, dataStream, schemas, settings, maker }),
    lifecycle: setup === true && dataStream ? (options.lifecycle ?? {}) : undefined,
    report: (message) => reports.report({ name: 'sink.setup', source: options.name ?? DEFAULT_NAME, message }),
  };
}
