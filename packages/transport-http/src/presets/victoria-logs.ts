import { jsonFormat } from '@tailrace/format-json';
import type { HttpTransportOptions } from '../http-transport-options.ts';
import { below } from './preset-formatter.ts';

/** Where VictoriaLogs is, and what its streams are made of. */
export interface VictoriaLogsOptions {
  /** The server's base address, `http://localhost:9428` for example. */
  readonly url: string | URL;
  /** Fields that tell streams apart, those that rarely change; `service`, `host` and `logger` by default. */
  readonly streamFields?: readonly string[];
}

/** VictoriaLogs passes longer lines over and answers 200 all the same (`-insert.maxLineSizeBytes`, its line break counts). */
const MAX_RECORD_BYTES = 256 * 1024 - 1;

/**
 * Options that deliver to VictoriaLogs: lines of JSON in wire form, with the fields named that hold time and message.
 *
 * @example
 * new HttpTransport(victoriaLogs({ url: 'http://localhost:9428' }));
 * @see https://docs.victoriametrics.com/victorialogs/data-ingestion/#json-stream-api
 */
export function victoriaLogs(options: VictoriaLogsOptions): HttpTransportOptions {
  const url = below(options.url, 'insert/jsonline');
  url.searchParams.set('_time_field', 'timestamp');
  url.searchParams.set('_msg_field', 'message');
  url.searchParams.set('_stream_fields', (options.streamFields ?? ['service', 'host', 'logger']).join(','));
  return { url, formatter: jsonFormat({ maxBytes: MAX_RECORD_BYTES }), maxRecordBytes: MAX_RECORD_BYTES };
}
