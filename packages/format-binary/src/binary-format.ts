import { checkOptions, type Formatter } from '@tailrace/core';
import { toFrame } from './frame.ts';
import { encodePayload } from './payload.ts';

/** Options of {@link binaryFormat}. */
export interface BinaryFormatOptions {
  /** The most bytes that a record's JSON would take, 1 MiB by default; strings that do not fit are cut and marked. */
  readonly maxBytes?: number;
}

/**
 * Writes records in a compact binary form: each a frame of its own with its length and a checksum, so that damage costs
 * the frames that it hits and no others.
 *
 * Frames follow one another, or stand on lines of their own, as the file transport writes them. `tailrace` reads such
 * files as any others.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * new FileTransport({ filename: 'app.trb', formatter: binaryFormat() });
 */
export function binaryFormat(options: BinaryFormatOptions = {}): Formatter {
  checkOptions('binaryFormat', options, { maxBytes: { type: 'integer', min: 1024 } });
  return {
    name: 'binary',
    contentType: 'application/vnd.tailrace.records',
    format: (record) => toFrame(encodePayload(record, options)),
  };
}
