import type { LogRecord } from '@tailrace/core';
import { Writable } from 'node:stream';
import { expect } from 'vitest';

/** A target that keeps what it is given. */
export function keeping(): { readonly target: (record: LogRecord) => void; readonly records: LogRecord[] } {
  const records: LogRecord[] = [];
  return { target: (record) => void records.push(record), records };
}

/** What tests look at most often. */
export function outline({ level, severity, logger, message }: LogRecord) {
  return { level, severity, logger, message };
}

/** A stream that keeps the lines written into it. */
export function lines(): { readonly stream: Writable; readonly kept: string[] } {
  const kept: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (line: string, _encoding, done) => {
      kept.push(line);
      done();
    },
  });
  return { stream, kept };
}

/** Fails unless every record is of this process, and of now. */
export function expectFromHere(records: readonly LogRecord[]): void {
  for (const record of records) {
    expect(record.process).toBe(process.pid);
    expect(record.host).not.toBe('');
    expect(Math.abs(record.timestamp - Date.now())).toBeLessThan(60_000);
  }
}
