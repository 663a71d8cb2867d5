import type { Cell, TableAnswer } from '@tailrace/query';
import type { CommandContext } from '../command-context.ts';
import { palette, wantsColour } from '../terminal/colour.ts';
import { shownTime } from './chosen-fields.ts';
import { csvLine } from './csv.ts';
import type { OutputForm } from './record-printer.ts';

/** Prints a table in the form asked for. */
export async function printTable(
  { columns, rows }: TableAnswer,
  form: OutputForm,
  context: CommandContext,
): Promise<void> {
  const { stdout, settings, environment } = context;
  if (form === 'jsonl') {
    for (const row of rows) {
      await stdout.foreignLine(
        JSON.stringify(Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null]))),
      );
    }
    return;
  }
  if (form === 'csv') {
    await stdout.foreignLine(csvLine(columns.map(({ name }) => name)));
    for (const row of rows) await stdout.foreignLine(csvLine(row));
    return;
  }
  if (form === 'raw') {
    for (const row of rows) await stdout.foreignLine(row.map((cell) => String(cell ?? '')).join('\t'));
    return;
  }
  const shown = rows.map((row) => row.map((cell, index) => showCell(cell, columns[index]?.type)));
  const aligned = columns.map(({ name, type }) => ({
    name,
    align: type === 'number' ? ('right' as const) : ('left' as const),
  }));
  const colour = wantsColour(settings.color, environment, stdout.isTerminal);
  const { layOutTable } = await import('../terminal/table.ts');
  for (const line of layOutTable(aligned, shown, stdout.columns, palette(colour))) await stdout.line(line);
}

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

/** Numbers with separators for people, times in UTC as such. */
function showCell(cell: Cell, type: string | undefined): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return numbers.format(cell);
  return type === 'time' ? shownTime(String(cell)) : String(cell);
}
