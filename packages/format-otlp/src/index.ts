export type { AnyValue, KeyValue } from './any-value.ts';
export { encodeLogsData } from './encode-protobuf.ts';
export { toLogsData } from './logs-data.ts';
export type { OtlpLogRecord, OtlpLogsData } from './logs-data.ts';
export { otlpFormat } from './otlp-format.ts';
export type { OtlpFormatOptions } from './otlp-format.ts';
