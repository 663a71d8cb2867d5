import { usageFailure } from '../command-failure.ts';

/** What an export is written as. */
export const EXPORT_FORMS = ['json', 'ndjson', 'csv', 'xlsx'] as const;

export type ExportForm = (typeof EXPORT_FORMS)[number];

/** Where an export goes, and how. */
export interface Target {
  readonly form: ExportForm;
  readonly gzip: boolean;
}

const BY_NAME: Readonly<Record<string, ExportForm>> = {
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  csv: 'csv',
  xlsx: 'xlsx',
};

/** Reads the form from what was asked for, else from the end of the file's name; `.gz` compresses. */
export function targetOf(asked: string | undefined, path: string): Target {
  const name = path.toLowerCase();
  const gzip = name.endsWith('.gz');
  const ending = (gzip ? name.slice(0, -3) : name).split('.').at(-1) ?? '';
  const form = BY_NAME[(asked ?? ending).toLowerCase()];
  if (form === undefined) {
    throw usageFailure(
      asked === undefined
        ? `What ${path} is to be written as cannot be told from its name.`
        : `--output takes ${EXPORT_FORMS.join(', ')}, not '${asked}'.`,
      asked === undefined ? `Say --output ${EXPORT_FORMS.join('|')}.` : undefined,
    );
  }
  if (gzip && form === 'xlsx') throw usageFailure('A workbook is compressed by itself: leave .gz away.');
  return { form, gzip };
}
