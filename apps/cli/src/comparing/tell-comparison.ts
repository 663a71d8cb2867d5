import type { Cell } from '@tailrace/query';
import type { CommandContext } from '../command-context.ts';
import { printTable } from '../output/print-table.ts';
import { palette, wantsColour } from '../terminal/colour.ts';
import { visible } from '../terminal/visible.ts';
import type { ComparisonResult } from './differences.ts';

/** What was compared, and how. */
export interface Compared {
  readonly old: string;
  readonly new: string;
  /** `id`, `message`, `sequence`, or names of fields. */
  readonly by: string;
  readonly windowMillis: number;
}

/** Tells what came of a comparison: for people, as one object, or as one object a line. */
export async function tellComparison(
  result: ComparisonResult,
  compared: Compared,
  form: 'text' | 'json' | 'jsonl',
  context: CommandContext,
): Promise<void> {
  if (form === 'text') return tellPeople(result, compared, context);
  const { records, matched, equal, onlyIn, fields } = result;
  const counts = { records, matched, equal, different: matched - equal };
  const summary = { ...compared, ...counts, onlyInOld: onlyIn.old.count, onlyInNew: onlyIn.new.count };
  if (form === 'json') {
    const told = fields.map(({ kind, ...difference }) => ({ ...difference, how: kind }));
    const only = { old: onlyIn.old.examples, new: onlyIn.new.examples };
    return context.stdout.foreignLine(JSON.stringify({ ...summary, fields: told, only }));
  }
  const lines: unknown[] = [
    { kind: 'summary', ...summary },
    ...fields.map((difference) => ({ ...difference, kind: 'field', how: difference.kind })),
    ...(['old', 'new'] as const).flatMap((side) =>
      onlyIn[side].examples.map((record) => ({ kind: 'only', in: side, record })),
    ),
  ];
  for (const line of lines) await context.stdout.foreignLine(JSON.stringify(line));
}

async function tellPeople(result: ComparisonResult, compared: Compared, context: CommandContext): Promise<void> {
  const { stdout, settings, environment } = context;
  const { bold, faint } = palette(wantsColour(settings.color, environment, stdout.isTerminal), settings.theme);
  const { records, matched, equal, onlyIn, fields } = result;
  const width = Math.max(compared.old.length, compared.new.length);
  for (const side of ['old', 'new'] as const) {
    await stdout.line(`${bold(side)}  ${visible(compared[side]).padEnd(width)}  ${count(records[side])} records`);
  }
  await stdout.line('');
  await stdout.line(`${count(matched)} in both, matched by ${howMatched(compared)}:`);
  await stdout.line(`  ${count(equal)} equal, ${count(matched - equal)} different`);
  await stdout.line(`${count(onlyIn.old.count)} only in old, ${count(onlyIn.new.count)} only in new`);
  if (fields.length > 0) {
    await stdout.line('');
    const columns = ['field', 'how', 'records', 'old', 'new', 'message'].map((name) => ({
      name,
      type: name === 'records' ? ('number' as const) : ('text' as const),
    }));
    const rows = fields.flatMap(({ field, kind, count: records_, examples }) =>
      examples.map((example, index): Cell[] => [
        ...(index === 0 ? [field, HOW[kind], records_] : [null, null, null]),
        example.old ?? '',
        example.new ?? '',
        example.message,
      ]),
    );
    await printTable({ columns, rows }, 'table', context);
  }
  for (const side of ['old', 'new'] as const) {
    const { examples, count: all } = onlyIn[side];
    if (all === 0) continue;
    await stdout.line('');
    await stdout.line(bold(`Only in ${side}`));
    for (const { timestamp, level, message, attributes } of examples) {
      const more = attributes === undefined ? '' : ` ${faint(visible(cut(JSON.stringify(attributes))))}`;
      await stdout.line(`  ${faint(visible(timestamp))} ${visible(level)} ${visible(message)}${more}`);
    }
    if (all > examples.length) await stdout.line(faint(`  … and ${count(all - examples.length)} more`));
  }
}

/** Characters of an example's attributes: enough to find it by. */
const MAX_ATTRIBUTES = 160;

function cut(text: string): string {
  return text.length <= MAX_ATTRIBUTES ? text : `${text.slice(0, MAX_ATTRIBUTES)}…`;
}

function howMatched({ by, windowMillis }: Compared): string {
  if (by === 'id') return 'id';
  if (by === 'sequence') return 'their place in order';
  return `${by === 'message' ? 'message and level' : visible(by)} within ${windowMillis / 1000} s`;
}

const HOW = {
  changed: 'changed',
  type: 'other type',
  'only in old': 'missing in new',
  'only in new': 'new',
} as const;

function count(value: number): string {
  return value.toLocaleString('en-US');
}
