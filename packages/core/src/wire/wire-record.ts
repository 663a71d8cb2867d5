import type { ErrorRecord } from '../record/error-record.ts';

/**
 * A record as it travels and as it is asked for: snake case, ISO time, keys of [A8].
 *
 * Absent fields are left out; `kind` is left out for `log`, `sample_rate` for 1. Unknown keys at the top are read
 * into `attributes`.
 */
export interface WireRecord {
  id: string;
  /** ISO 8601 with milliseconds, UTC. */
  timestamp: string;
  level: string;
  severity: number;
  message: string;
  logger?: string;
  service?: string;
  host?: string;
  process?: number;
  thread?: number;
  trace_id?: string;
  span_id?: string;
  trace_flags?: number;
  module?: string;
  function?: string;
  line?: number;
  exception?: ErrorRecord;
  attributes?: Record<string, unknown>;
  kind?: string;
  sample_rate?: number;
}
