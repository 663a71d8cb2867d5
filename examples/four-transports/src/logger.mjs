// One logger before four destinations: each transport has its own level, filter, formatter and delivery.
import { chain, dedupe, level, rateLimit, redact } from '@tailrace/core';
import { ecsFormat } from '@tailrace/format-ecs';
import { jsonFormat } from '@tailrace/format-json';
import { textFormat } from '@tailrace/format-text';
import { ElasticsearchTransport } from '@tailrace/transport-elasticsearch';
import { FileTransport } from '@tailrace/transport-file';
import { HttpTransport } from '@tailrace/transport-http';
import { SentryTransport } from '@tailrace/transport-sentry';
import winston from 'winston';

/** Answers a logger that writes to a file and sends to three servers. */
export function createLogger({ filename, collectorUrl, elasticsearchUrl, sentryDsn }) {
  return winston.createLogger({
    level: 'debug',
    defaultMeta: { service: 'shop' },
    transports: [
      // People read the file: everything, one line each.
      new FileTransport({
        filename,
        formatter: textFormat({ pattern: '{time} {LEVEL:<5} {message} {attributes}' }),
        filter: redact(),
      }),
      // The collector answers questions: all that matters, no more than a thousand a second, and on disk before it is
      // acknowledged.
      HttpTransport.toCollector(collectorUrl, {
        formatter: jsonFormat(),
        filter: chain(level('info'), rateLimit({ perSecond: 1000, by: 'message' }), redact()),
        delivery: { durability: 'process' },
      }),
      // Elasticsearch knows its own schema; what says the same again is left out.
      new ElasticsearchTransport({
        node: elasticsearchUrl,
        dataStream: 'logs-shop-default',
        formatter: ecsFormat(),
        filter: chain(level('info'), dedupe(), redact()),
      }),
      // Sentry gets errors as events, warnings as logs, and what led to them as breadcrumbs.
      new SentryTransport({ dsn: sentryDsn, logs: 'warn', tags: ['tenant'], filter: redact() }),
    ],
  });
}
