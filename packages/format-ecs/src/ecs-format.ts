import { checkOptions, safeStringify, toPlainWire, toWinstonFormat, type WinstonFormatter } from '@tailrace/core';
import { DEFAULT_NAMESPACE, toEcs } from './ecs-document.ts';
import { checkNamespace } from './namespace.ts';

/** Options of {@link ecsFormat}. */
export interface EcsFormatOptions {
  /** The object that holds what the schema has no field for; `tailrace` by default. */
  readonly namespace?: string;
  /** The most bytes of UTF-8 that a record may take before it is formatted, 1 MiB by default; longer strings are cut. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 1024 * 1024;
/** What a document takes at most, beside the record that it is made of: flat names, and causes within the stack. */
const GROWTH = 8;

/**
 * Writes records in the Elastic Common Schema, one JSON object a line.
 *
 * Nothing is lost: attributes become `labels` and, by type, fields of the namespace, flat, so that no record conflicts
 * with the mapping of another; what that does not say exactly is beside it as JSON text. {@link fromEcs} reads it back.
 * It works as `formatter` of Tailrace's transports and as `format` of Winston.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * new ElasticsearchTransport({ node: 'http://127.0.0.1:9200', formatter: ecsFormat() });
 * winston.createLogger({ format: ecsFormat(), transports: [new winston.transports.Console()] });
 */
export function ecsFormat(options: EcsFormatOptions = {}): WinstonFormatter {
  checkOptions('ecsFormat', options, {
    namespace: { type: 'string', minLength: 1 },
    maxBytes: { type: 'integer', min: 1024 },
  });
  const { namespace = DEFAULT_NAMESPACE, maxBytes = DEFAULT_MAX_BYTES } = options;
  checkNamespace('ecsFormat', namespace);
  return toWinstonFormat({
    name: 'ecs',
    contentType: 'application/x-ndjson',
    format: (record) =>
      safeStringify(toEcs(toPlainWire(record, { maxBytes }), namespace), { maxBytes: maxBytes * GROWTH }).json,
  });
}
