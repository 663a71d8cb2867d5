import { checkOptions, type Formatter, type LogRecord } from '@tailrace/core';

/** Options of {@link ecsFormat}. */
export interface EcsFormatOptions {
  /** Stands between level and message; a blank by default. */
  readonly separator?: string;
}

/**
 * Writes records as Ecs.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * new FileTransport({ filename: 'app.log', formatter: ecsFormat() });
 */
export function ecsFormat(options: EcsFormatOptions = {}): Formatter {
  checkOptions('ecsFormat', options, { separator: { type: 'string' } });
  const { separator = ' ' } = options;
  return {
    name: 'ecs',
    contentType: 'text/plain',
    format: (record: LogRecord) => escaped(record.level) + separator + escaped(record.message),
  };
}

/** One line of text that neither forges another nor drives a terminal (CWE-117); callers without types give anything. */
function escaped(text: unknown): string {
  return JSON.stringify(String(text)).replace(
    /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
