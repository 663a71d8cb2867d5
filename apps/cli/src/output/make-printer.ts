import { fromWire, type LogRecord, type WireRecord } from '@tailrace/core';
import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { rawOf } from '../sources/raw-lines.ts';
import { palette, wantsColour } from '../terminal/colour.ts';
import { type ChosenField, chooseFields, shown, shownTime } from './chosen-fields.ts';
import { csvLine } from './csv.ts';
import { OUTPUT_FORMS, type OutputForm, type RecordPrinter } from './record-printer.ts';

/** Fields of a record in a table or in CSV where none were chosen. */
const USUAL_FIELDS = 'timestamp,level,service,logger,message';

/** The form asked for; for people on a terminal, JSON lines in a pipe. */
export function outputForm(given: Given, { stdout }: CommandContext): OutputForm {
  const asked = given.text('output');
  if (asked === undefined) return stdout.isTerminal ? 'pretty' : 'jsonl';
  const form = OUTPUT_FORMS.find((known) => known === asked);
  if (form === undefined) throw usageFailure(`--output takes ${OUTPUT_FORMS.join(', ')}, not '${asked}'.`);
  return form;
}

/**
 * Makes the printer that the command line asks for.
 *
 * @param options - `streaming` for records without an end, which no table can wait for.
 */
export async function makePrinter(
  given: Given,
  context: CommandContext,
  { streaming = false }: { readonly streaming?: boolean } = {},
): Promise<RecordPrinter> {
  const form = outputForm(given, context);
  const asked = given.text('fields');
  const fields = asked === undefined ? undefined : chooseFields(asked);
  const { stdout, settings, environment } = context;
  const colour = wantsColour(settings.color, environment, stdout.isTerminal);
  if (form === 'csv') return csvPrinter(fields ?? chooseFields(USUAL_FIELDS), context);
  if (form === 'table' || (form === 'pretty' && fields !== undefined && !streaming)) {
    return tablePrinter(fields ?? chooseFields(USUAL_FIELDS), context, colour);
  }
  if (form === 'raw' || (form === 'pretty' && fields !== undefined)) return foreignPrinter(context, rawLine(fields));
  if (form === 'jsonl') return foreignPrinter(context, jsonLine(fields));
  const { prettyFormat } = await import('@tailrace/format-pretty');
  const format = prettyFormat({ colors: colour, timestamp: streaming ? 'time' : 'full' });
  return linePrinter(context, (record) => format.format(readBack(record)));
}

function linePrinter({ stdout }: CommandContext, write: (record: WireRecord) => string): RecordPrinter {
  return { print: (record) => stdout.line(write(record)), end: () => undefined };
}

/** A printer of lines that hold a record's words as they are. */
function foreignPrinter({ stdout }: CommandContext, write: (record: WireRecord) => string): RecordPrinter {
  return { print: (record) => stdout.foreignLine(write(record)), end: () => undefined };
}

function jsonLine(fields: readonly ChosenField[] | undefined): (record: WireRecord) => string {
  if (fields === undefined) return (record) => JSON.stringify(record);
  return (record) => JSON.stringify(Object.fromEntries(fields.map(({ name, read }) => [name, read(record) ?? null])));
}

/** The lines as they stood, or the chosen fields. */
function rawLine(fields: readonly ChosenField[] | undefined): (record: WireRecord) => string {
  return fields === undefined ? rawOf : (record) => fields.map(({ read }) => shown(read(record))).join('\t');
}

function csvPrinter(fields: readonly ChosenField[], { stdout }: CommandContext): RecordPrinter {
  let begun = false;
  return {
    async print(record) {
      if (!begun) await stdout.foreignLine(csvLine(fields.map(({ name }) => name)));
      begun = true;
      await stdout.foreignLine(csvLine(fields.map(({ read }) => read(record))));
    },
    end: () => undefined,
  };
}

/** A table needs every row before its widths are known. */
function tablePrinter(fields: readonly ChosenField[], { stdout }: CommandContext, colour: boolean): RecordPrinter {
  const rows: string[][] = [];
  const numeric = fields.map(() => true);
  return {
    print(record) {
      const values = fields.map(({ read }) => read(record));
      for (const [index, value] of values.entries()) {
        if (value !== undefined && value !== null && typeof value !== 'number') numeric[index] = false;
      }
      rows.push(values.map((value) => (typeof value === 'string' ? shownTime(value) : shown(value))));
      return undefined;
    },
    async end() {
      if (rows.length === 0) return;
      const columns = fields.map(({ name }, index) => ({
        name,
        align: numeric[index] ? ('right' as const) : ('left' as const),
      }));
      // Measuring text is slow to load: only a table needs it.
      const { layOutTable } = await import('../terminal/table.ts');
      for (const line of layOutTable(columns, rows, stdout.columns, palette(colour))) await stdout.line(line);
    },
  };
}

/** A record as formatters take it. What a source answers that is no record is shown by its message alone. */
function readBack(wire: WireRecord): LogRecord {
  const decoded = fromWire(wire);
  if (decoded.ok) return decoded.record;
  return { id: wire.id, timestamp: 0, level: 'info', severity: 9, message: wire.message };
}
