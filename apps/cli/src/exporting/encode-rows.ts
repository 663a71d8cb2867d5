import { csvLine } from '../output/csv.ts';
import type { ExportForm } from './export-form.ts';
import type { Rows } from './rows.ts';

export interface EncodeOptions {
  readonly keepFormulas: boolean;
  /** Rows of a sheet, its heading included; what Excel takes by default. */
  readonly sheetRows?: number;
}

/** Writes whole values as JSON, one by one. */
export async function* encodeValues(form: 'json' | 'ndjson', values: AsyncIterable<unknown>): AsyncGenerator<string> {
  if (form === 'ndjson') {
    for await (const value of values) yield `${JSON.stringify(value)}\n`;
    return;
  }
  let begun = false;
  for await (const value of values) {
    yield `${begun ? ',\n' : '[\n'}${JSON.stringify(value)}`;
    begun = true;
  }
  yield begun ? '\n]\n' : '[]\n';
}

/** Writes rows in a form. */
export async function* encodeRows(
  form: ExportForm,
  { columns, rows }: Rows,
  options: EncodeOptions,
): AsyncGenerator<string | Uint8Array> {
  if (form === 'xlsx') {
    const { workbookBytes } = await import('./workbook.ts');
    yield* workbookBytes({ columns, rows }, options.sheetRows);
  } else if (form === 'csv') {
    yield `${csvLine(columns, options.keepFormulas)}\r\n`;
    for await (const row of rows) yield `${csvLine(row, options.keepFormulas)}\r\n`;
  } else {
    yield* encodeValues(form, objects(columns, rows));
  }
}

async function* objects(columns: readonly string[], rows: Rows['rows']): AsyncGenerator {
  for await (const row of rows) yield Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null]));
}
