import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { OUTPUT_FORMS, type OutputForm } from './record-printer.ts';

/** Other names of forms. */
const SAME: Readonly<Record<string, OutputForm>> = { ndjson: 'jsonl', text: 'table' };

/** The form asked for; for people on a terminal, JSON lines in a pipe. */
export function outputForm(given: Given, { stdout }: CommandContext): OutputForm {
  const asked = given.text('output');
  if (given.text('template') !== undefined) {
    if (asked !== undefined) throw usageFailure('--template is an output of its own: leave --output away.');
    return 'template';
  }
  if (asked === undefined) return stdout.isTerminal ? 'pretty' : 'jsonl';
  const form = OUTPUT_FORMS.find((known) => known === asked && known !== 'template') ?? SAME[asked];
  if (form !== undefined) return form;
  const known = OUTPUT_FORMS.filter((each) => each !== 'template').join(', ');
  throw usageFailure(`--output takes ${known}, not '${asked}'.`);
}

const NARROWEST = 20;

/** The width that lines and tables are cut to; `undefined` where `--width` says nothing. */
export function askedWidth(given: Given): number | undefined {
  const text = given.text('width');
  if (text === undefined) return undefined;
  if (!/^\d{1,4}$/.test(text) || Number(text) < NARROWEST) {
    throw usageFailure(`--width takes a number of columns from ${NARROWEST}, not '${text}'.`);
  }
  return Number(text);
}
