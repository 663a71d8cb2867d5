import type { Cell, TableAnswer } from '@tailrace/query';
import type { CommandContext } from '../command-context.ts';
import { palette, wantsColour } from '../terminal/colour.ts';
import { shownTime } from './chosen-fields.ts';
import { csvLine } from './csv.ts';
import type { OutputForm } from './record-printer.ts';
import { timeForm, timeWriter } from './time-form.ts';

/** What a table is printed by, beside its form. */
export interface PrintTableOptions {
  readonly width?: number | undefined;
  readonly keepFormulas?: boolean;
}

/** Prints a table in the form asked for. */
export async function printTable(
  { columns, rows }: Pick<TableAnswer, 'columns' | 'rows'>,
  form: OutputForm,
  context: CommandContext,
  { width = context.stdout.columns, keepFormulas = false }: PrintTableOptions = {},
): Promise<void> {
  const { stdout, settings, environment } = context;
  const object = (row: readonly Cell[]): string =>
    JSON.stringify(Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
  if (form === 'json') {
    await stdout.foreignLine(rows.length === 0 ? '[]' : `[\n${rows.map(object).join(',\n')}\n]`);
  } else if (form === 'jsonl') {
    for (const row of rows) await stdout.foreignLine(object(row));
  } else if (form === 'csv') {
    await stdout.foreignLine(csvLine(columns.map(({ name }) => name)));
    for (const row of rows) await stdout.foreignLine(csvLine(row, keepFormulas));
  } else if (form === 'logfmt') {
    const { logfmtLine } = await import('./logfmt-line.ts');
    for (const row of rows) {
      await stdout.foreignLine(logfmtLine(columns.map(({ name }, index) => [name, row[index]])));
    }
  } else if (form === 'raw' || form === 'template') {
    for (const row of rows) await stdout.foreignLine(row.map((cell) => String(cell ?? '')).join('\t'));
  } else {
    const writeTime = timeWriter(timeForm(context) ?? 'utc', () => context.now());
    const shown = rows.map((row) => row.map((cell, index) => showCell(cell, columns[index]?.type, writeTime)));
    const aligned = columns.map(({ name, type }) => ({
      name,
      align: type === 'number' ? ('right' as const) : ('left' as const),
    }));
    const marks = palette(wantsColour(settings.color, environment, stdout.isTerminal), settings.theme);
    const { layOutTable } = await import('../terminal/table.ts');
    for (const line of layOutTable(aligned, shown, width, marks)) await stdout.line(line);
  }
}

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

/** Numbers with separators for people, times as people read them. */
function showCell(cell: Cell, type: string | undefined, writeTime: (millis: number) => string): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return numbers.format(cell);
  return type === 'time' ? shownTime(String(cell), writeTime) : String(cell);
}
