import type { LogRecord } from '@tailrace/core';

/** Stands for a line break within a frame: no text has it, since it is no character. */
const FOLDED = '\uFDD0';

/** Makes one line of a frame, so that whatever is in it, it is one record: line breaks would begin others. */
export function foldFrame(text: string): string {
  // JSON has no line breaks but between its parts.
  return text.replace(/\r?\n/g, text.startsWith('{') ? ' ' : FOLDED);
}

/** Gives a record that was read from a folded frame its line breaks back. */
export function unfoldRecord(record: LogRecord): LogRecord {
  if (!record.message.includes(FOLDED)) return record;
  return { ...record, message: record.message.replaceAll(FOLDED, '\n') };
}
