import { checkOptions } from '@tailrace/core';
import type { ByteFormat } from './byte-format.ts';

/** How a source of foreign log lines is read. */
export interface ReadOptions {
  /** The format's name, from {@link detectFormat}; found by looking at the first lines by default. */
  readonly format?: string;
  /** Zone of times that name none: `UTC` (default), `local`, `+02:00` or an IANA name. */
  readonly timeZone?: string;
  /**
   * Year of the first time that names none; later ones take the year nearest to the line before. By default each takes
   * the latest year that does not put it more than a day after the file's last change (of a stream: after now).
   */
  readonly year?: number;
  /** Epoch milliseconds for lines before any time is found; the file's last change by default (of a stream: now). */
  readonly defaultTime?: number;
  /** What tells this source from others in the records' ids; its first line by default. */
  readonly origin?: string;
  /** Service and host of records whose lines name none. */
  readonly service?: string;
  readonly host?: string;
  /** Added to every record's attributes. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Forms that are not text, known by their first bytes; gzip and zstd are inflated before they are looked at. */
  readonly byteFormats?: readonly ByteFormat[];
  /** Characters of a line that are kept, 1,048,576 by default; what is cut is counted in the attribute `cut_characters`. */
  readonly maxLineLength?: number;
  /** Lines of one record at the most, 1,000 by default; further lines begin a record of their own. */
  readonly maxRecordLines?: number;
}

export interface ReadSettings extends ReadOptions {
  readonly timeZone: string;
  readonly maxLineLength: number;
  readonly maxRecordLines: number;
}

/** Checks the options and fills in the defaults. */
export function readSettings(options: ReadOptions): ReadSettings {
  checkOptions<ReadOptions>('readRecords', options, {
    format: { type: 'string' },
    timeZone: { type: 'string' },
    year: { type: 'integer', min: 1970, max: 9999 },
    defaultTime: { type: 'number' },
    origin: { type: 'string' },
    service: { type: 'string' },
    host: { type: 'string' },
    attributes: { type: 'object' },
    byteFormats: { type: 'array' },
    maxLineLength: { type: 'integer', min: 16 },
    maxRecordLines: { type: 'integer', min: 1 },
  });
  return { timeZone: 'UTC', maxLineLength: 1_048_576, maxRecordLines: 1000, ...options };
}
