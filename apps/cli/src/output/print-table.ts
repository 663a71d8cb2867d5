import type { Cell, TableAnswer } from '@tailrace/query';
import type { CommandContext } from '../command-context.ts';
import { palette, wantsColour } from '../terminal/colour.ts';
import type { TableColumn } from '../terminal/table.ts';
import { shownTime } from './chosen-fields.ts';
import { csvLine } from './csv.ts';
import type { OutputForm } from './record-printer.ts';
import { timeForm, timeWriter } from './time-form.ts';

/** What a table is printed by, beside its form. */
export interface PrintTableOptions {
  readonly width?: number | undefined;
  readonly keepFormulas?: boolean;
}

/**
 * Prints a table in the form asked for. The stored records of each row, where sampled ones count for more, stand beside
 * it for people and in what has names for its values; CSV and plain values have the columns that were asked for.
 */
export async function printTable(
  { columns, rows, records }: Pick<TableAnswer, 'columns' | 'rows' | 'records'>,
  form: OutputForm,
  context: CommandContext,
  { width = context.stdout.columns, keepFormulas = false }: PrintTableOptions = {},
): Promise<void> {
  const { stdout, settings, environment } = context;
  const hasRecords = records !== undefined && !columns.some(({ name }) => name === 'records');
  const entries = (row: readonly Cell[], place: number): (readonly [string, Cell])[] => [
    ...columns.map(({ name }, index) => [name, row[index] ?? null] as const),
    ...(hasRecords ? [['records', records[place] ?? null] as const] : []),
  ];
  const object = (row: readonly Cell[], place: number): string =>
    JSON.stringify(Object.fromEntries(entries(row, place)));
  if (form === 'json') {
    await stdout.foreignLine(rows.length === 0 ? '[]' : `[\n${rows.map(object).join(',\n')}\n]`);
  } else if (form === 'jsonl') {
    for (const [place, row] of rows.entries()) await stdout.foreignLine(object(row, place));
  } else if (form === 'csv') {
    await stdout.foreignLine(csvLine(columns.map(({ name }) => name)));
    for (const row of rows) await stdout.foreignLine(csvLine(row, keepFormulas));
  } else if (form === 'logfmt') {
    const { logfmtLine } = await import('./logfmt-line.ts');
    for (const [place, row] of rows.entries()) await stdout.foreignLine(logfmtLine(entries(row, place)));
  } else if (form === 'raw' || form === 'template') {
    for (const row of rows) await stdout.foreignLine(row.map((cell) => String(cell ?? '')).join('\t'));
  } else {
    const writeTime = timeWriter(timeForm(context) ?? 'utc', () => context.now());
    const shown = rows.map((row, place) => [
      ...row.map((cell, index) => showCell(cell, columns[index]?.type, writeTime)),
      ...(hasRecords ? [showCell(records[place] ?? null, 'number', writeTime)] : []),
    ]);
    const aligned: TableColumn[] = columns.map(({ name, type }) => ({
      name,
      align: type === 'number' ? 'right' : 'left',
    }));
    if (hasRecords) aligned.push({ name: 'stored', align: 'right', isFaint: true });
    const marks = palette(wantsColour(settings.color, environment, stdout.isTerminal), settings.theme);
    const { layOutTable } = await import('../terminal/table.ts');
    for (const line of layOutTable(aligned, shown, width, marks)) await stdout.line(line);
  }
}

/** Made where the first number is shown: it takes its time. */
let numbers: Intl.NumberFormat | undefined;

/** Numbers with separators for people, times as people read them. */
function showCell(cell: Cell, type: string | undefined, writeTime: (millis: number) => string): string {
  if (cell === null) return '';
  if (typeof cell === 'number') {
    numbers ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });
    return numbers.format(cell);
  }
  return type === 'time' ? shownTime(String(cell), writeTime) : String(cell);
}
