import {
  checkOptions,
  encodeRecord,
  inertText,
  type LogRecord,
  toWinstonFormat,
  type WinstonFormatter,
} from '@tailrace/core';
import { Line } from './line.ts';
import { COLOURED, COLOURED_LIGHT, type Palette, PLAIN, wantsColour } from './palette.ts';
import { prettyError } from './pretty-error.ts';
import { type PrettyTimestamp, prettyTime } from './pretty-time.ts';
import { prettyValue } from './pretty-value.ts';
import { shortened } from './shortened.ts';

/** Options of {@link prettyFormat}. */
export interface PrettyFormatOptions {
  /** `'auto'` by default: as `NO_COLOR` and `FORCE_COLOR` say, else only where stdout is a terminal. */
  readonly colors?: boolean | 'auto';
  /** Colours for a `'dark'` background, by default, or for a `'light'` one. */
  readonly theme?: 'dark' | 'light';
  /**
   * `'time'` of day by default; `'full'` with the date, both local; `'iso'` in UTC; `false` for none; or what writes
   * epoch milliseconds as text.
   */
  readonly timestamp?: PrettyTimestamp | false | ((millis: number) => string);
  /** Which attributes are shown: all by default, those that are named, in that order, or none. */
  readonly fields?: boolean | readonly string[];
  /** How many lines of a stack are shown; all by default. */
  readonly stackLines?: number;
  /** Cuts each line to so many columns of a terminal, wide characters counted as two; not cut by default. */
  readonly width?: number;
}

const SHOWN_OF_TRACE = 8;

/**
 * Writes records for people at a terminal: time, level, who says it, the message, `key=value`, and below it errors with
 * their stacks and causes, indented.
 *
 * Whatever is in a record, it cannot forge another: control characters, escape sequences and marks of direction are
 * shown as escapes, and only lines of an error follow the first, all of them indented. It works as `formatter` of
 * Tailrace's transports and as `format` of Winston.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * winston.createLogger({ format: prettyFormat(), transports: [new winston.transports.Console()] });
 */
export function prettyFormat(options: PrettyFormatOptions = {}): WinstonFormatter {
  checkOptions('prettyFormat', options, {
    colors: { type: 'boolean', oneOf: ['auto'] },
    theme: { type: 'string', oneOf: ['dark', 'light'] },
    timestamp: { type: 'function', oneOf: ['time', 'full', 'iso', false] },
    fields: { type: 'array', oneOf: [true, false] },
    stackLines: { type: 'integer', min: 0 },
    width: { type: 'integer', min: 20 },
  });
  const { colors = 'auto', width = Number.POSITIVE_INFINITY, stackLines = Number.POSITIVE_INFINITY } = options;
  const coloured = colors === 'auto' ? wantsColour(process.env, process.stdout.isTTY) : colors;
  const style: Style = {
    palette: coloured ? (options.theme === 'light' ? COLOURED_LIGHT : COLOURED) : PLAIN,
    timestamp: options.timestamp ?? 'time',
    fields: options.fields ?? true,
  };
  return toWinstonFormat({
    name: 'pretty',
    contentType: 'text/plain; charset=utf-8',
    format(record) {
      try {
        const lines = [headline(record, style)];
        if (record.error !== undefined) lines.push(...prettyError(record.error, style.palette, stackLines));
        return lines.map((line) => line.toText(width)).join('\n');
      } catch {
        // A record that is not what its type says is still worth a line.
        return inertText(encodeRecord(record));
      }
    },
  });
}

interface Style {
  readonly palette: Palette;
  readonly timestamp: PrettyTimestamp | false | ((millis: number) => string);
  readonly fields: boolean | readonly string[];
}

function headline(record: LogRecord, { palette, timestamp, fields }: Style): Line {
  const line = new Line();
  if (timestamp !== false) line.add(timeText(record.timestamp, timestamp), palette.dim).add(' ');
  line.add(inertText(record.level).toUpperCase().padEnd(5), palette.level(record.severity)).add(' ');
  const speaker = [record.service, record.logger].filter((name) => name !== undefined && name !== '');
  if (speaker.length > 0) line.add(inertText(speaker.join('/')), palette.name).add(' ');
  line.add(shortened(record.message), palette.bold);
  for (const [key, value] of shownFields(record.attributes, fields)) {
    line.add(' ').add(inertText(key), palette.key).add('=').add(prettyValue(value));
  }
  if (record.traceId !== undefined) {
    line.add(' ').add(`trace=${inertText(record.traceId).slice(0, SHOWN_OF_TRACE)}`, palette.dim);
  }
  const weight = record.sampleRate;
  if (weight !== undefined && weight !== 1) line.add(' ').add(`×${weight}`, palette.dim);
  return line;
}

function timeText(millis: number, form: PrettyTimestamp | ((millis: number) => string)): string {
  return typeof form === 'function' ? inertText(form(millis)) : prettyTime(millis, form);
}

function shownFields(
  attributes: LogRecord['attributes'],
  fields: boolean | readonly string[],
): (readonly [string, unknown])[] {
  if (attributes === undefined || fields === false) return [];
  const names = fields === true ? Object.keys(attributes) : fields.filter((name) => Object.hasOwn(attributes, name));
  return names.map((name) => [name, readSafely(attributes, name)] as const).filter(([, value]) => value !== undefined);
}

function readSafely(attributes: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return attributes[name];
  } catch {
    return '[threw]';
  }
}
