import type { LogRecord } from '../record/log-record.ts';

/** What stands in the message of a record whose content was withheld. */
export const WITHHELD_MESSAGE = '[withheld: a filter that redacts failed]';

/** Answers what is left of a record when the step that had to redact it failed: who, when and how severe, no content. */
export function withheld(record: LogRecord, step: string): LogRecord {
  const { id, timestamp, level, severity, traceId, spanId, sampleRate } = record;
  return {
    id,
    timestamp,
    level,
    severity,
    message: WITHHELD_MESSAGE,
    attributes: { withheld_by: step },
    ...(record.service !== undefined && { service: record.service }),
    ...(record.host !== undefined && { host: record.host }),
    ...(record.process !== undefined && { process: record.process }),
    ...(traceId !== undefined && { traceId }),
    ...(spanId !== undefined && { spanId }),
    ...(sampleRate !== undefined && { sampleRate }),
  };
}
