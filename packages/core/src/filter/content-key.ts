import type { LogRecord } from '../record/log-record.ts';
import { hashText } from './hash-text.ts';

/**
 * Answers a key that two records share where they say the same: level, logger, service, message, error and attributes.
 *
 * Short for any record; never throws. What cannot be compared (cycles, throwing getters) counts as equal.
 */
export function contentKey(record: LogRecord): string {
  const { level, logger = '', service = '', message, error, attributes, kind = '' } = record;
  const what = error === undefined ? '' : `${error.name}\u0000${error.code ?? ''}\u0000${error.message}`;
  const text = [level, logger, service, kind, message, what, jsonOf(attributes)].join('\u0000');
  return `${text.length}:${hashText(text)}`;
}

function jsonOf(attributes: LogRecord['attributes']): string {
  if (attributes === undefined) return '';
  try {
    return JSON.stringify(attributes, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  } catch {
    return '[threw]';
  }
}
