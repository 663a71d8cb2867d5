import type { LogRecord } from '../record/log-record.ts';

/** Turns one record into exactly one entry, whatever is in it; pure, never throws. */
export interface Formatter {
  /** Short name, `json` for example. */
  readonly name: string;
  /** Media type of a stream of entries, `application/x-ndjson` for example. */
  readonly contentType: string;
  /** The entry without its terminator: framing adds that. */
  format(record: LogRecord): string | Uint8Array;
}
