import type { ErrorRecord } from './error-record.ts';
import type { SeverityNumber } from './severity.ts';

/** The schema a record follows; `log` unless it was made for another. Other words are kinds that users declare. */
export type RecordKind = 'log' | 'event' | 'llm.call' | 'audit' | (string & {});

/** Where in the source a record was written; opt-in, since it costs a stack. */
export interface SourceLocation {
  readonly module?: string;
  readonly function?: string;
  readonly line?: number;
}

/**
 * One log event: OpenTelemetry's logs data model with Winston's words, flat at the top.
 *
 * Readonly by type and never frozen. On the wire and in queries the names are in snake case, `error` is `exception`,
 * and `source` is spread into `module`, `function` and `line` (see `wire/`).
 */
export interface LogRecord {
  /** UUIDv7, given once, before the first try at delivery; the sort key is `(timestamp, id)`. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  /** The caller's word. */
  readonly level: string;
  /** OpenTelemetry severity number, 1–24. */
  readonly severity: SeverityNumber;
  readonly message: string;
  /** Hierarchical logger name, segments joined by dots. */
  readonly logger?: string;
  readonly service?: string;
  readonly host?: string;
  /** Process id. */
  readonly process?: number;
  /** Worker thread id; absent on the main thread. */
  readonly thread?: number;
  /** 32 lower-case hex digits (W3C). */
  readonly traceId?: string;
  /** 16 lower-case hex digits (W3C). */
  readonly spanId?: string;
  readonly traceFlags?: number;
  readonly source?: SourceLocation;
  readonly error?: ErrorRecord;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Absent means `log`. */
  readonly kind?: RecordKind;
  /** The weight of a sampled record, ≥ 1; absent means 1. Weights of several steps multiply. */
  readonly sampleRate?: number;
}
