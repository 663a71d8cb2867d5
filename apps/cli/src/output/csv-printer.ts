import type { CommandContext } from '../command-context.ts';
import type { ChosenField } from './chosen-fields.ts';
import { csvLine } from './csv.ts';
import type { RecordPrinter } from './record-printer.ts';

/** Prints chosen fields as CSV, their names in the first line. */
export function csvPrinter(
  fields: readonly ChosenField[],
  { stdout }: CommandContext,
  keepFormulas: boolean,
): RecordPrinter {
  let begun = false;
  return {
    async print(record) {
      if (!begun) await stdout.foreignLine(csvLine(fields.map(({ name }) => name)));
      begun = true;
      await stdout.foreignLine(
        csvLine(
          fields.map(({ read }) => read(record)),
          keepFormulas,
        ),
      );
    },
    end: () => undefined,
  };
}
