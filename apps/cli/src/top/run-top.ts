import { type Asking, refusePipes, startAsking } from '../asking.ts';
import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { askedWidth, outputForm } from '../output/output-form.ts';
import { readCount } from '../question.ts';
import { each, merged } from '../searching/ask-sources.ts';
import { startPager } from '../terminal/pager.ts';
import { RecordsRead } from '../terminal/records-read.ts';
import { answeredTop } from './answered-top.ts';
import { followTop } from './follow-top.ts';
import { type FieldTop, showTop } from './show-top.ts';
import { ValueCounter } from './value-counter.ts';

const LIMIT = 10;

/** Runs `tailrace top`; answers the exit code. */
export async function runTop(given: Given, context: CommandContext): Promise<number> {
  const [names, text = '', ...words] = given.positionals;
  const fields = (names ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  if (fields.length === 0) throw usageFailure('top takes FIELDS.', "For example: tailrace top service,level ''.");
  const form = outputForm(given, context);
  const limit = readCount('limit', given) ?? LIMIT;
  const width = askedWidth(given);
  if (given.flag('follow')) return followTop({ fields, limit, form, width, text, words }, given, context);
  const asking = await startAsking('top', [text, ...words], given, context);
  try {
    refusePipes(asking, 'top');
    const tops = await topsOf(asking, fields, limit, context);
    if (context.signal.aborted) return EXIT_CODES.interrupted.code;
    const pager = given.flag('no-pager') ? undefined : await startPager(context);
    await showTop(tops, form, context, width);
    await context.stdout.flush();
    await pager?.end();
    if (asking.failures.any) return EXIT_CODES.failed.code;
    return tops.some(({ values }) => values.length > 0) ? EXIT_CODES.found.code : EXIT_CODES.nothing.code;
  } finally {
    await asking.close();
  }
}

async function topsOf(
  asking: Asking,
  fields: readonly string[],
  limit: number,
  context: CommandContext,
): Promise<FieldTop[]> {
  const [only] = asking.sources;
  if (asking.sources.length === 1 && only?.answer !== undefined) {
    const tops: FieldTop[] = [];
    for (const field of fields) tops.push({ field, values: await answeredTop(asking, field, limit) });
    return tops;
  }
  const counters = fields.map((field) => new ValueCounter(field));
  const read = new RecordsRead(context);
  for await (const record of each(merged(asking, { order: 'oldest', signal: asking.signal }))) {
    for (const counter of counters) counter.add(record);
    read.add(record);
  }
  read.end();
  if (counters.some(({ forgot }) => forgot)) {
    context.notices.warn('There are too many different values to keep: the rare ones were forgotten on the way.');
  }
  return counters.map((counter) => ({ field: counter.name, values: counter.top(limit) }));
}
