import { fromWire, type LogRecord, type WireRecord } from '@tailrace/core';
import type { FilterNode } from '@tailrace/query';
import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { rawOf } from '../sources/raw-lines.ts';
import { palette, wantsColour } from '../terminal/colour.ts';
import { type ChosenField, chooseFields, shown } from './chosen-fields.ts';
import { csvPrinter } from './csv-printer.ts';
import { jsonArrayPrinter } from './json-array-printer.ts';
import { matchMark, matchOf } from './matches.ts';
import { askedWidth, outputForm } from './output-form.ts';
import type { RecordPrinter } from './record-printer.ts';
import { tablePrinter } from './table-printer.ts';
import { timeForm, timeWriter } from './time-form.ts';

export { outputForm } from './output-form.ts';

/** Fields of a record in a table or in CSV where none were chosen. */
const USUAL_FIELDS = 'timestamp,level,service,logger,message';

/** What a printer has to know beside the command line. */
export interface PrinterOptions {
  /** Records that are shown as they come, which no table can wait for. */
  readonly streaming?: boolean;
  /** What the records were found by: it is marked in lines for people. */
  readonly filter?: FilterNode;
}

/** Makes the printer that the command line asks for. */
export async function makePrinter(
  given: Given,
  context: CommandContext,
  { streaming = false, filter }: PrinterOptions = {},
): Promise<RecordPrinter> {
  const form = outputForm(given, context);
  if (form === 'json' && streaming) throw usageFailure('A tail has no end, and a JSON array needs one: take jsonl.');
  const asked = given.text('fields');
  const fields = asked === undefined ? undefined : chooseFields(asked);
  const width = askedWidth(given);
  if (form === 'csv') return csvPrinter(fields ?? chooseFields(USUAL_FIELDS), context, given.flag('keep-formulas'));
  if (form === 'table' || (form === 'pretty' && fields !== undefined && !streaming)) {
    return tablePrinter(fields ?? chooseFields(USUAL_FIELDS), context, width ?? context.stdout.columns);
  }
  if (form === 'json') return jsonArrayPrinter(context, (record) => chosen(fields, record));
  if (form === 'jsonl') return foreignPrinter(context, (record) => JSON.stringify(chosen(fields, record)));
  if (form === 'raw' || (form === 'pretty' && fields !== undefined)) {
    const write = rawLine(fields);
    // What is read to its end goes on into files and programs: lines as they stood, without marks.
    if (!streaming) return foreignPrinter(context, write);
    return linePrinter(context, (record) => context.stdout.foreignLine(write(record)));
  }
  if (form === 'logfmt') return logfmtPrinter(fields, context);
  const mark = await highlightOf(filter, context);
  const write = form === 'template' ? await templateLine(given, context) : await prettyLine(context, streaming, width);
  return linePrinter(context, (record) => context.stdout.line(mark(write(readBack(record)))));
}

async function prettyLine(
  context: CommandContext,
  streaming: boolean,
  width: number | undefined,
): Promise<(record: LogRecord) => string> {
  const { settings, environment, stdout } = context;
  const { prettyFormat } = await import('@tailrace/format-pretty');
  const form = timeForm(context);
  const format = prettyFormat({
    colors: wantsColour(settings.color, environment, stdout.isTerminal),
    theme: settings.theme,
    timestamp: form === undefined ? (streaming ? 'time' : 'full') : timeWriter(form, () => context.now()),
    ...(width !== undefined && { width }),
  });
  return (record) => format.format(record);
}

async function templateLine(given: Given, context: CommandContext): Promise<(record: LogRecord) => string> {
  const { templateWriter } = await import('./template.ts');
  const form = timeForm(context);
  return templateWriter(
    given.text('template') ?? '',
    form,
    timeWriter(form ?? 'iso', () => context.now()),
  );
}

/** Marks what was searched for, where colours are wanted. */
async function highlightOf(
  filter: FilterNode | undefined,
  { settings, environment, stdout }: CommandContext,
): Promise<(text: string) => string> {
  const same = (text: string): string => text;
  if (filter === undefined || !wantsColour(settings.color, environment, stdout.isTerminal)) return same;
  const { highlighter } = await import('./highlight.ts');
  return highlighter(filter, palette(true).found) ?? same;
}

/** A printer of lines for people: records that were found are marked where they stand among others. */
function linePrinter(
  { stdout, settings, environment }: CommandContext,
  print: (record: WireRecord) => Promise<void> | undefined,
): RecordPrinter {
  const marks = palette(wantsColour(settings.color, environment, stdout.isTerminal), settings.theme);
  return {
    print(record) {
      stdout.begin(matchMark(record, marks));
      return print(record);
    },
    end: () => undefined,
  };
}

/** A printer of lines that hold a record's words as they are. */
function foreignPrinter({ stdout }: CommandContext, write: (record: WireRecord) => string): RecordPrinter {
  return { print: (record) => stdout.foreignLine(write(record)), end: () => undefined };
}

function chosen(fields: readonly ChosenField[] | undefined, record: WireRecord): object {
  const match = matchOf(record);
  const values =
    fields === undefined ? record : Object.fromEntries(fields.map(({ name, read }) => [name, read(record) ?? null]));
  return match === undefined ? values : { ...values, match };
}

/** The lines as they stood, or the chosen fields. */
function rawLine(fields: readonly ChosenField[] | undefined): (record: WireRecord) => string {
  return fields === undefined ? rawOf : (record) => fields.map(({ read }) => shown(read(record))).join('\t');
}

async function logfmtPrinter(
  fields: readonly ChosenField[] | undefined,
  context: CommandContext,
): Promise<RecordPrinter> {
  if (fields !== undefined) {
    const { logfmtLine } = await import('./logfmt-line.ts');
    return foreignPrinter(context, (record) =>
      logfmtLine([...fields.map(({ name, read }) => [name, read(record)] as const), ['match', matchOf(record)]]),
    );
  }
  const { logfmtFormat } = await import('@tailrace/format-logfmt');
  const format = logfmtFormat();
  return foreignPrinter(context, (record) => format.format(readBack(record)));
}

/** A record as formatters take it. What a source answers that is no record is shown by its message alone. */
function readBack(wire: WireRecord): LogRecord {
  const decoded = fromWire(wire);
  if (decoded.ok) return decoded.record;
  return { id: wire.id, timestamp: 0, level: 'info', severity: 9, message: wire.message };
}
