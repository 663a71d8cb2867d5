import { fromWinston } from '../record/from-winston.ts';
import type { LogRecord } from '../record/log-record.ts';
import type { Formatter } from './formatter.ts';

const MESSAGE = Symbol.for('message');

/** A formatter of text. */
export interface TextFormatter extends Formatter {
  format(record: LogRecord): string;
}

/** A formatter of text that Winston takes as a format, too. */
export interface WinstonFormatter extends TextFormatter {
  /** Winston's: sets `info[Symbol.for('message')]`, which Winston's own transports write. */
  transform<Info extends object>(info: Info, options?: unknown): Info;
}

/**
 * Makes a formatter of text one that can also stand at the end of Winston's formats, or be the only one.
 *
 * Formats in front of it may change the info; what it makes a record of is the info as it reaches it.
 *
 * @example
 * winston.createLogger({ format: toWinstonFormat(formatter) });
 */
export function toWinstonFormat(formatter: TextFormatter): WinstonFormatter {
  return {
    name: formatter.name,
    contentType: formatter.contentType,
    format: (record) => formatter.format(record),
    transform(info) {
      (info as Record<symbol, unknown>)[MESSAGE] = formatter.format(fromWinston(info));
      return info;
    },
  };
}
