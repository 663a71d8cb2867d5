import { checkOptions, type LogRecord, TailraceError, toWinstonFormat, type WinstonFormatter } from '@tailrace/core';
import { errorLines } from './error-lines.ts';
import { compilePattern } from './pattern.ts';
import { timeWriter, type TextTime } from './text-time.ts';

/** Options of {@link textFormat}. */
export interface TextFormatOptions {
  /** What a line looks like; {@link DEFAULT_PATTERN} by default. */
  readonly pattern?: string;
  /** How `{time}` is written: `'iso'` (by default), `'date-time'`, `'time'` of day, or `'epoch'` milliseconds. */
  readonly time?: TextTime;
  /** The zone of `{time}`, an IANA name as `Europe/Berlin`, or `'local'`; `'UTC'` by default. */
  readonly timeZone?: string;
  /** What stands where a record has no such field; `-` by default. */
  readonly missing?: string;
  /** Whether errors follow on indented lines of their own where the pattern has no `{exception}`; true by default. */
  readonly stack?: boolean;
}

/** The pattern of {@link textFormat}, as Python's `logging` made it known [F5]. */
export const DEFAULT_PATTERN = '{time} - {logger} - {level} - [{file}:{line}] - {message}';

/**
 * Writes records as text by a pattern, one line each; errors follow on indented lines.
 *
 * A pattern holds words in braces: `{time} {level} {LEVEL} {severity} {logger} {message} {service} {host} {process}
 * {thread} {file} {function} {line} {id} {trace_id} {span_id} {kind} {exception} {attributes}`; any other name is an
 * attribute (`{user_id}`, `{http.status}`). `{level:<8}` fills up to eight characters (`>` from the left, `^` on both
 * sides), `{message:.80}` cuts after eighty, and `{{` is a brace.
 *
 * @throws TailraceError where an option is wrong: `TAILRACE_BAD_OPTION` for a pattern that can't be read or holds no
 *   word, and for an unknown time zone.
 * @example
 * new FileTransport({ filename: 'app.log', formatter: textFormat({ pattern: '{time} {level:<7} {message}' }) });
 */
export function textFormat(options: TextFormatOptions = {}): WinstonFormatter {
  checkOptions('textFormat', options, {
    pattern: { type: 'string' },
    time: { type: 'string', oneOf: ['iso', 'date-time', 'time', 'epoch'] },
    timeZone: { type: 'string' },
    missing: { type: 'string' },
    stack: { type: 'boolean' },
  });
  const { pattern = DEFAULT_PATTERN, time = 'iso', timeZone = 'UTC', missing = '-', stack = true } = options;
  const { write, names } = badOption(() => compilePattern(pattern, { time: timeWriter(time, timeZone), missing }));
  const appendsErrors = stack && !names.has('exception');
  return toWinstonFormat({
    name: 'text',
    contentType: 'text/plain; charset=utf-8',
    format: (record) => (appendsErrors ? write(record) + safely(record) : write(record)),
  });
}

/** The lines of a record's error; a record whose error can't be read has none. */
function safely(record: LogRecord): string {
  try {
    return record.error === undefined ? '' : errorLines(record);
  } catch {
    return '';
  }
}

function badOption<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new TailraceError('TAILRACE_BAD_OPTION', `textFormat: ${error instanceof Error ? error.message : 'wrong'}`);
  }
}
