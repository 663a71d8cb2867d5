import type { WireRecord } from '@tailrace/core';
import type { CommandContext } from '../command-context.ts';
import type { RecordPrinter } from './record-printer.ts';

/** Prints one array of JSON, a record a line. */
export function jsonArrayPrinter({ stdout }: CommandContext, value: (record: WireRecord) => unknown): RecordPrinter {
  let waiting: string | undefined;
  return {
    print(record) {
      const line = waiting === undefined ? '[' : `${waiting},`;
      waiting = JSON.stringify(value(record));
      return stdout.foreignLine(line);
    },
    async end() {
      if (waiting === undefined) await stdout.line('[]');
      else {
        await stdout.foreignLine(waiting);
        await stdout.line(']');
      }
    },
  };
}
