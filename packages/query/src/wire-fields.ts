/** How a field of the wire schema is typed in an answer. */
export type WireFieldType = 'time' | 'number' | 'text' | 'object';

/** The names that stand for themselves in a query; everything else is an attribute. */
export const QUERY_FIELDS: Readonly<Record<string, WireFieldType>> = {
  id: 'text',
  timestamp: 'time',
  level: 'text',
  severity: 'number',
  message: 'text',
  logger: 'text',
  service: 'text',
  host: 'text',
  process: 'number',
  thread: 'number',
  trace_id: 'text',
  span_id: 'text',
  trace_flags: 'number',
  module: 'text',
  function: 'text',
  line: 'number',
  exception: 'object',
  attributes: 'object',
  kind: 'text',
  sample_rate: 'number',
};

/** Other words for the same fields: what people type who come from another logger or store. */
export const FIELD_ALIASES: Readonly<Record<string, string>> = {
  '@timestamp': 'timestamp',
  time: 'timestamp',
  ts: 'timestamp',
  msg: 'message',
  error: 'exception',
  err: 'exception',
  hostname: 'host',
  'host.name': 'host',
  'service.name': 'service',
  pid: 'process',
  traceId: 'trace_id',
  'trace.id': 'trace_id',
  spanId: 'span_id',
  'span.id': 'span_id',
  traceFlags: 'trace_flags',
  sampleRate: 'sample_rate',
};
