import { type LogRecord, type SafeJsonOptions, toPlainWire, type WireRecord } from '@tailrace/core';
import { type AnyValue, type KeyValue, toAnyValue, toKeyValues } from './any-value.ts';
import { exceptionAttributes } from './exception-attributes.ts';

/** `LogRecord` of `opentelemetry/proto/logs/v1/logs.proto`, as OTLP's JSON has it. */
export interface OtlpLogRecord {
  /** Nanoseconds since the epoch, in decimal. */
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: AnyValue;
  readonly attributes: readonly KeyValue[];
  readonly flags?: number;
  /** 32 hex digits. */
  readonly traceId?: string;
  /** 16 hex digits. */
  readonly spanId?: string;
}

/** `LogsData`, which is also what an `ExportLogsServiceRequest` holds: records below their scope and resource. */
export interface OtlpLogsData {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeLogs: readonly {
      readonly scope: { readonly name: string };
      readonly logRecords: readonly OtlpLogRecord[];
    }[];
  }[];
}

/** What a resource says of a record that names no service, as OpenTelemetry's SDKs do it. */
const UNKNOWN_SERVICE = 'unknown_service';

/**
 * Turns a record into OpenTelemetry's form; never throws.
 *
 * Service, host and process are the resource, the logger is the scope, the level's word the severity text. Names of
 * attributes are those of OpenTelemetry's semantic conventions where there are any.
 *
 * @param resource - Attributes of the resource beside those of the record.
 */
export function toLogsData(
  record: LogRecord,
  resource: Readonly<Record<string, unknown>> = {},
  options: SafeJsonOptions = {},
): OtlpLogsData {
  const wire = toPlainWire(record, options);
  return {
    resourceLogs: [
      {
        resource: {
          attributes: toKeyValues({
            'service.name': wire.service ?? UNKNOWN_SERVICE,
            'host.name': wire.host,
            'process.pid': wire.process,
            ...resource,
          }),
        },
        scopeLogs: [{ scope: { name: nameOf(wire.logger) }, logRecords: [toOtlpRecord(wire)] }],
      },
    ],
  };
}

function toOtlpRecord(wire: WireRecord): OtlpLogRecord {
  const { trace_id: traceId, span_id: spanId, trace_flags: flags } = wire;
  const time = nanosOf(wire.timestamp);
  const isTrace = isHex(traceId, 32);
  const isSpan = isHex(spanId, 16);
  return {
    timeUnixNano: time,
    observedTimeUnixNano: time,
    severityNumber: severityOf(wire.severity),
    severityText: nameOf(wire.level),
    body: toAnyValue(wire.message),
    attributes: toKeyValues(
      besides(wire.attributes, {
        'log.record.uid': wire.id,
        'thread.id': wire.thread,
        'code.file.path': wire.module,
        'code.function.name': wire.function,
        'code.line.number': wire.line,
        ...exceptionAttributes(wire.exception),
        'tailrace.kind': wire.kind,
        'tailrace.sample_rate': wire.sample_rate,
        ...(time === '0' && { 'tailrace.timestamp': wire.timestamp }),
        // Ids that are not W3C's have no place of their own, and are still searched for.
        ...(!isTrace && { trace_id: traceId }),
        ...(!isSpan && { span_id: spanId }),
      }),
    ),
    ...(typeof flags === 'number' && { flags: flags >>> 0 }),
    ...(isTrace && { traceId }),
    ...(isSpan && { spanId }),
  };
}

/** Attributes with what a record says of itself; those that are named the same stand under `attributes.`. */
function besides(attributes: object = {}, own: Readonly<Record<string, unknown>>): object {
  const said = Object.entries(own).filter(([, value]) => value !== undefined);
  const names = new Set(said.map(([name]) => name));
  const others = Object.entries(attributes).map(
    ([name, value]) => [names.has(name) ? `attributes.${name}` : name, value] as const,
  );
  return Object.fromEntries([...others, ...said]);
}

/** Nanoseconds of 64 bits reach from 1970 to 2554. */
const LAST_MILLIS = Number(2n ** 64n / 1_000_000n) - 1;

/**
 * Nanoseconds since the epoch, in decimal, since they are beyond what a number holds exactly; 0, which stands for an
 * unknown time, where they don't reach.
 */
function nanosOf(time: string): string {
  const millis = Date.parse(time);
  return millis > 0 && millis < LAST_MILLIS ? `${millis}000000` : '0';
}

function severityOf(severity: unknown): number {
  return typeof severity === 'number' && severity >= 1 && severity <= 24 ? Math.trunc(severity) : 0;
}

function nameOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isHex(value: unknown, digits: number): boolean {
  return typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value) && !/^0+$/.test(value);
}
