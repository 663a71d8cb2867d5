import type { LogRecord } from '@tailrace/core';
import { textFormat } from '@tailrace/format-text';
import type { TimeForm } from './time-form.ts';

/** An attribute that stands for the time where the pattern cannot write it itself. */
const STAND_IN = 'tailrace_shown_time';

/**
 * Makes what writes records by a pattern, that of `@tailrace/format-text`, errors on lines below.
 *
 * @throws TailraceError where the pattern cannot be read.
 */
export function templateWriter(
  pattern: string,
  form: TimeForm | undefined,
  writeTime: (millis: number) => string,
): (record: LogRecord) => string {
  if (form === undefined || form === 'iso') {
    const plain = textFormat({ pattern });
    return (record) => plain.format(record);
  }
  // `{{time}` is a brace and a word, no field.
  const format = textFormat({
    pattern: pattern.replace(/\{\{|\{time(?=[:}])/g, (word) => (word === '{{' ? word : `{${STAND_IN}`)),
  });
  return (record) =>
    format.format({ ...record, attributes: { ...record.attributes, [STAND_IN]: writeTime(record.timestamp) } });
}
