import type { AnyValue, KeyValue, OtlpLogsData } from '../src/index.ts';

/** What a value of the data model was before. */
export function valueOf(any: AnyValue): unknown {
  if ('stringValue' in any) return any.stringValue;
  if ('boolValue' in any) return any.boolValue;
  if ('intValue' in any) return Number(any.intValue);
  if ('doubleValue' in any) return any.doubleValue;
  if ('arrayValue' in any) return (any.arrayValue.values ?? []).map(valueOf);
  return 'kvlistValue' in any ? objectOf(any.kvlistValue.values ?? []) : null;
}

function objectOf(pairs: readonly KeyValue[]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const { key = '', value = {} } of pairs as Partial<KeyValue>[]) {
    Object.defineProperty(object, key, { value: valueOf(value), enumerable: true, configurable: true, writable: true });
  }
  return object;
}

/** Everything that a data set of one record says, as plain data. */
export function said(data: OtlpLogsData): Record<string, unknown> {
  const [perResource] = data.resourceLogs;
  const [perScope] = perResource?.scopeLogs ?? [];
  const [record] = perScope?.logRecords ?? [];
  if (perResource === undefined || perScope === undefined || record === undefined) throw new Error('no record in it');
  const hex = (bytes: unknown): unknown =>
    Array.isArray(bytes) ? Buffer.from(bytes as number[]).toString('hex') : bytes;
  return {
    ...record,
    timeUnixNano: record.timeUnixNano ?? '0',
    observedTimeUnixNano: record.observedTimeUnixNano ?? '0',
    traceId: hex(record.traceId),
    spanId: hex(record.spanId),
    severityNumber: record.severityNumber ?? 0,
    severityText: record.severityText ?? '',
    body: valueOf(record.body),
    attributes: objectOf(record.attributes ?? []),
    resource: objectOf(perResource.resource.attributes),
    scope: perScope.scope?.name ?? '',
  };
}
