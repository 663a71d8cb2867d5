import type { LogRecord } from '@tailrace/core';

/** A target that keeps what it is given. */
export function keeping(): { readonly target: (record: LogRecord) => void; readonly records: LogRecord[] } {
  const records: LogRecord[] = [];
  return { target: (record) => void records.push(record), records };
}

/** What tests look at most often. */
export function outline({ level, severity, logger, message }: LogRecord) {
  return { level, severity, logger, message };
}
