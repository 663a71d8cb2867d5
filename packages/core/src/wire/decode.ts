import { newRecordId } from '../record/identity.ts';
import type { LogRecord } from '../record/log-record.ts';
import { severityOf } from '../record/severity.ts';
import type { WireRecord } from './wire-record.ts';

/** What reading one record from the wire gave: the record, or a code and words about what is wrong. */
export type Decoded =
  | { readonly ok: true; readonly record: LogRecord }
  | { readonly ok: false; readonly code: 'not_json' | 'not_object' | 'bad_field'; readonly message: string };

/** Reads a record from parsed JSON. Lenient in what may be absent (id, severity, timestamp), strict in types. */
export function fromWire(value: unknown, now: number = Date.now()): Decoded {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, code: 'not_object', message: 'A record is a JSON object.' };
  }
  const wire = value as Partial<WireRecord>;
  const timestamp = wire.timestamp === undefined ? now : Date.parse(wire.timestamp);
  const level = wire.level ?? 'info';
  return {
    ok: true,
    record: {
      id: wire.id ?? newRecordId(timestamp),
      timestamp,
      level,
      severity: wire.severity ?? severityOf(level),
      message: wire.message ?? '',
      ...(wire.logger !== undefined && { logger: wire.logger }),
      ...(wire.service !== undefined && { service: wire.service }),
      ...(wire.host !== undefined && { host: wire.host }),
      ...(wire.trace_id !== undefined && { traceId: wire.trace_id }),
      ...(wire.span_id !== undefined && { spanId: wire.span_id }),
      ...(wire.exception !== undefined && { error: wire.exception }),
      ...(wire.attributes !== undefined && { attributes: wire.attributes }),
    },
  };
}

/** Reads a record from one line of JSON. */
export function decodeRecord(line: string, now?: number): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, code: 'not_json', message: 'The line is not JSON.' };
  }
  return fromWire(value, now);
}
