import {
  checkOptions,
  type Formatter,
  inertJson,
  safeStringify,
  toWinstonFormat,
  type WinstonFormatter,
} from '@tailrace/core';
import { encodeLogsData } from './encode-protobuf.ts';
import { toLogsData } from './logs-data.ts';

/** Options of {@link otlpFormat}. */
export interface OtlpFormatOptions {
  /** `'json'` by default, a line each; `'protobuf'` is binary, for HTTP bodies. */
  readonly encoding?: 'json' | 'protobuf';
  /** Attributes of the resource beside service, host and process: `{ 'deployment.environment.name': 'live' }`. */
  readonly resource?: Readonly<Record<string, unknown>>;
  /** The most bytes of UTF-8 that a record may take, 1 MiB by default; strings that do not fit are cut and marked. */
  readonly maxBytes?: number;
}

/**
 * Writes records in the OpenTelemetry logs data model, as OTLP in JSON or protobuf.
 *
 * Each entry is a whole `LogsData`: JSON entries are lines as the Collector's file exporter writes and reads them, and
 * protobuf entries put one behind the other without anything between are one `ExportLogsServiceRequest` of all of
 * them, since protobuf joins repeated fields.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * new FileTransport({ filename: 'app.otlp.jsonl', formatter: otlpFormat() });
 */
export function otlpFormat(options?: OtlpFormatOptions & { readonly encoding?: 'json' }): WinstonFormatter;
export function otlpFormat(options: OtlpFormatOptions): Formatter;
export function otlpFormat(options: OtlpFormatOptions = {}): Formatter {
  checkOptions('otlpFormat', options, {
    encoding: { type: 'string', oneOf: ['json', 'protobuf'] },
    resource: { type: 'object' },
    maxBytes: { type: 'integer', min: 1024 },
  });
  // Once, so that what is changed or breaks later is not read anew for each record.
  const resource = JSON.parse(safeStringify(options.resource ?? {}).json) as Record<string, unknown>;
  if (options.encoding === 'protobuf') {
    return {
      name: 'otlp',
      contentType: 'application/x-protobuf',
      format: (record) => encodeLogsData(toLogsData(record, resource, options)),
    };
  }
  return toWinstonFormat({
    name: 'otlp',
    contentType: 'application/x-ndjson',
    // What the record is made into is plain data, bounded with the record.
    format: (record) => inertJson(JSON.stringify(toLogsData(record, resource, options))),
  });
}
