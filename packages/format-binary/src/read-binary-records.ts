import type { LogRecord } from '@tailrace/core';
import { FrameScanner } from './frame-scanner.ts';

/** Options of {@link readBinaryRecords}. */
export interface ReadBinaryOptions {
  /** Told how many bytes belong to no whole record: damage, or the end of a file that is still being written. */
  readonly damaged?: (bytes: number) => void;
}

/**
 * Reads records back from their binary form, whole ones however the bytes are cut; what is damaged is passed over.
 *
 * @example
 * for await (const record of readBinaryRecords(createReadStream('app.trb'))) console.log(record.message);
 */
export async function* readBinaryRecords(
  source: AsyncIterable<Uint8Array | string>,
  options: ReadBinaryOptions = {},
): AsyncGenerator<LogRecord> {
  let found: LogRecord[] = [];
  const scanner = new FrameScanner(
    (record) => found.push(record),
    (bytes) => options.damaged?.(bytes),
  );
  const taken = (): LogRecord[] => {
    const records = found;
    found = [];
    return records;
  };
  for await (const chunk of source) {
    scanner.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    yield* taken();
  }
  scanner.end();
  yield* taken();
}
