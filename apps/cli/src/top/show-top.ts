import type { Cell } from '@tailrace/query';
import type { CommandContext } from '../command-context.ts';
import { printTable } from '../output/print-table.ts';
import type { OutputForm } from '../output/record-printer.ts';
import type { ValueCount } from './value-counter.ts';

/** The values of one field. */
export interface FieldTop {
  readonly field: string;
  readonly values: readonly ValueCount[];
}

const BAR_COLUMNS = 20;

/** Prints the values of fields: a table for each on a terminal, else one row for each value. */
export async function showTop(
  tops: readonly FieldTop[],
  form: OutputForm,
  context: CommandContext,
  width?: number,
): Promise<void> {
  if (form !== 'table' && form !== 'pretty') {
    const columns = [
      { name: 'field', type: 'text' as const },
      { name: 'value', type: 'text' as const },
      { name: 'count', type: 'number' as const },
      { name: 'share', type: 'number' as const },
    ];
    const rows = tops.flatMap(({ field, values }) =>
      values.map(({ value, count, share }): Cell[] => [field, value, count, Number(share.toFixed(6))]),
    );
    await printTable({ columns, rows }, form, context);
    return;
  }
  for (const [index, { field, values }] of tops.entries()) {
    if (index > 0) await context.stdout.line('');
    const columns = [
      { name: field, type: 'text' as const },
      { name: 'count', type: 'number' as const },
      { name: 'share', type: 'text' as const },
      { name: '', type: 'text' as const },
    ];
    const rows = values.map(({ value, count, share }): Cell[] => [
      value === null ? '(none)' : String(value),
      count,
      `${(share * 100).toFixed(1)}%`.padStart(6),
      bar(share),
    ]);
    await printTable({ columns, rows }, 'table', context, { width });
  }
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A share as a bar, in eighths of a character. */
function bar(share: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * BAR_COLUMNS * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
