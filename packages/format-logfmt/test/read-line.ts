import type { LogRecord } from '@tailrace/core';
import { readRecords } from '@tailrace/readers';

/** Reads a line back, as the command line does. */
export async function readLine(line: string): Promise<LogRecord> {
  async function* source(): AsyncGenerator<string> {
    yield await Promise.resolve(`${line}\n`);
  }
  const records: LogRecord[] = [];
  for await (const record of readRecords(source())) records.push(record);
  const [record, ...more] = records;
  if (record === undefined || more.length > 0) throw new Error(`${records.length} records were read`);
  return record;
}
