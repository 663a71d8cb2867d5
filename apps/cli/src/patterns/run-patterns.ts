import { type Cell, parseQuery, printFilter } from '@tailrace/query';
import { type Asking, refusePipes, startAsking } from '../asking.ts';
import type { CommandContext } from '../command-context.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { askedWidth, outputForm } from '../output/output-form.ts';
import { printTable } from '../output/print-table.ts';
import { readCount } from '../question.ts';
import { answerPipes, each, merged } from '../searching/ask-sources.ts';
import { startPager } from '../terminal/pager.ts';
import { RecordsRead } from '../terminal/records-read.ts';
import { type MessagePattern, PatternCounter } from './pattern-counter.ts';
import { sparkline } from './sparkline.ts';

const LIMIT = 20;
const TREND_BUCKETS = 24;

/** Runs `tailrace patterns`; answers the exit code. */
export async function runPatterns(given: Given, context: CommandContext): Promise<number> {
  const form = outputForm(given, context);
  const width = askedWidth(given);
  const limit = readCount('limit', given) ?? LIMIT;
  const [text = '', ...words] = given.positionals;
  const asking = await startAsking('patterns', [text, ...words], given, context);
  try {
    refusePipes(asking, 'patterns');
    const answers = asking.sources.length === 1 && asking.sources[0]?.answer !== undefined;
    const found =
      answers && !given.flag('trend') ? await answered(asking, limit) : await counted(asking, limit, context);
    if (context.signal.aborted) return EXIT_CODES.interrupted.code;
    const pager = given.flag('no-pager') ? undefined : await startPager(context);
    if (form === 'pretty' || form === 'table') await showPatterns(found, context, width, given.flag('examples'));
    else await printTable({ columns: columnsOf(found), rows: found.map(rowOf) }, form, context);
    await context.stdout.flush();
    await pager?.end();
    if (asking.failures.any) return EXIT_CODES.failed.code;
    return found.length > 0 ? EXIT_CODES.found.code : EXIT_CODES.nothing.code;
  } finally {
    await asking.close();
  }
}

/** Asks the source itself, which answers without sending its records; it says nothing of the time. */
async function answered(asking: Asking, limit: number): Promise<MessagePattern[]> {
  const { question } = asking;
  const query = parseQuery(`${printFilter(question.query.filter)} | patterns ${limit}`);
  const answer = await answerPipes({ ...asking, question: { ...question, query } });
  if (answer.kind !== 'table') return [];
  const at = (name: string): number => answer.columns.findIndex((column) => column.name === name);
  const [count, share, pattern, example] = [at('count'), at('share'), at('pattern'), at('example')];
  return answer.rows.map((row) => ({
    count: Number(row[count] ?? 0),
    share: Number(row[share] ?? 0),
    pattern: String(row[pattern] ?? ''),
    example: String(row[example] ?? ''),
  }));
}

async function counted(asking: Asking, limit: number, context: CommandContext): Promise<MessagePattern[]> {
  const counter = new PatternCounter(TREND_BUCKETS);
  const read = new RecordsRead(context);
  for await (const record of each(merged(asking, { order: 'oldest', signal: asking.signal }))) {
    counter.add(record);
    read.add(record);
  }
  read.end();
  if (counter.forgot)
    context.notices.warn('There are too many patterns to keep: the rare ones were forgotten on the way.');
  return counter.top(limit);
}

function columnsOf(found: readonly MessagePattern[]): { name: string; type: 'number' | 'text' }[] {
  const trend = found.some((one) => one.trend !== undefined);
  return [
    { name: 'count', type: 'number' },
    { name: 'share', type: 'number' },
    { name: 'pattern', type: 'text' },
    { name: 'example', type: 'text' },
    ...(trend ? [{ name: 'trend', type: 'text' as const }] : []),
  ];
}

function rowOf({ count, share, pattern, example, trend }: MessagePattern): Cell[] {
  const row: Cell[] = [count, Number(share.toFixed(6)), pattern, example];
  return trend === undefined ? row : [...row, trend.join(' ')];
}

/** A table for people: how often, how it went over time, and what; below each an example where that is asked for. */
async function showPatterns(
  found: readonly MessagePattern[],
  context: CommandContext,
  width: number | undefined,
  examples: boolean,
): Promise<void> {
  const trend = found.some((one) => one.trend !== undefined);
  const columns = [
    { name: 'count', type: 'number' as const },
    { name: 'share', type: 'text' as const },
    ...(trend ? [{ name: 'trend', type: 'text' as const }] : []),
    { name: 'pattern', type: 'text' as const },
  ];
  const rows = found.flatMap(({ count, share, pattern, example, trend: counts }): Cell[][] => {
    const line = sparkline(counts ?? []);
    const row: Cell[] = [count, `${(share * 100).toFixed(1)}%`.padStart(6), ...(trend ? [line] : []), pattern];
    const second: Cell[] = [null, null, ...(trend ? [null] : []), `  ${example}`];
    return examples ? [row, second] : [row];
  });
  if (rows.length > 0) await printTable({ columns, rows }, 'table', context, { width });
}
