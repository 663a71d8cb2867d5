import type { AnyValue, KeyValue } from './any-value.ts';
import type { OtlpLogRecord, OtlpLogsData } from './logs-data.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/**
 * Writes OpenTelemetry's form in protobuf: the bytes of a `LogsData`, which are those of an `ExportLogsServiceRequest`.
 *
 * The field numbers are those of `opentelemetry/proto/{logs,common,resource}/v1` (v1, stable).
 */
export function encodeLogsData({ resourceLogs }: OtlpLogsData): Uint8Array {
  const out = new ProtobufWriter();
  for (const { resource, scopeLogs } of resourceLogs) {
    const perResource = new ProtobufWriter().message(1, keyValues(1, resource.attributes));
    for (const { scope, logRecords } of scopeLogs) {
      const perScope = new ProtobufWriter();
      if (scope.name !== '') perScope.message(1, new ProtobufWriter().string(1, scope.name));
      for (const record of logRecords) perScope.message(2, logRecord(record));
      perResource.message(2, perScope);
    }
    out.message(1, perResource);
  }
  return out.toBytes();
}

function logRecord(record: OtlpLogRecord): ProtobufWriter {
  const out = new ProtobufWriter();
  out.fixed64(1, BigInt(record.timeUnixNano));
  if (record.severityNumber !== 0) out.uint(2, record.severityNumber);
  if (record.severityText !== '') out.string(3, record.severityText);
  out.message(5, anyValue(record.body));
  for (const attribute of record.attributes) out.message(6, keyValue(attribute));
  if (record.flags !== undefined) out.fixed32(8, record.flags);
  if (record.traceId !== undefined) out.bytes(9, Buffer.from(record.traceId, 'hex'));
  if (record.spanId !== undefined) out.bytes(10, Buffer.from(record.spanId, 'hex'));
  return out.fixed64(11, BigInt(record.observedTimeUnixNano));
}

/** Named values as a message that holds nothing but them. */
function keyValues(field: number, values: readonly KeyValue[]): ProtobufWriter {
  const out = new ProtobufWriter();
  for (const value of values) out.message(field, keyValue(value));
  return out;
}

function keyValue({ key, value }: KeyValue): ProtobufWriter {
  return new ProtobufWriter().string(1, key).message(2, anyValue(value));
}

function anyValue(value: AnyValue): ProtobufWriter {
  const out = new ProtobufWriter();
  if ('stringValue' in value) return out.string(1, value.stringValue);
  if ('boolValue' in value) return out.uint(2, value.boolValue ? 1 : 0);
  if ('intValue' in value) return out.int64(3, BigInt(value.intValue));
  if ('doubleValue' in value) return out.double(4, value.doubleValue);
  if ('arrayValue' in value) {
    const values = new ProtobufWriter();
    for (const item of value.arrayValue.values) values.message(1, anyValue(item));
    return out.message(5, values);
  }
  return 'kvlistValue' in value ? out.message(6, keyValues(1, value.kvlistValue.values)) : out;
}
