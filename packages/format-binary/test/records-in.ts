import type { LogRecord } from '@tailrace/core';
import { FrameScanner } from '../src/frame-scanner.ts';

/** Every record in bytes that come in such pieces, and how many bytes belong to none. */
export function recordsIn(bytes: Uint8Array, pieceBytes = bytes.length): { records: LogRecord[]; damaged: number } {
  const records: LogRecord[] = [];
  let damaged = 0;
  const scanner = new FrameScanner(
    (record) => records.push(record),
    (count) => {
      damaged += count;
    },
  );
  for (let start = 0; start < bytes.length; start += pieceBytes)
    scanner.push(bytes.subarray(start, start + pieceBytes));
  scanner.end();
  return { records, damaged };
}
