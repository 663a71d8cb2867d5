import { explainQuery, parseQuery, printQuery } from '@tailrace/query';
import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { readBounds } from '../question.ts';
import { readSourceWords } from '../sources/open-sources.ts';
import { palette, wantsColour } from '../terminal/colour.ts';
import { visible } from '../terminal/visible.ts';
import { planOf, type SourcePlan } from './source-plan.ts';

/** Runs `tailrace explain`; answers the exit code. */
export async function runExplain(given: Given, context: CommandContext): Promise<number> {
  const [text, ...words] = given.positionals;
  if (text === undefined) throw usageFailure('explain takes a QUERY.');
  const form = given.flag('json') ? 'json' : (given.text('output') ?? 'text');
  if (form !== 'text' && form !== 'json') throw usageFailure(`--output takes text or json, not '${form}'.`);
  const query = parseQuery(text, { now: context.now() });
  const bounds = readBounds(given, context);
  const named = words.length === 0 ? [] : await readSourceWords(words, context);
  const plans: SourcePlan[] = [];
  for (const word of named) plans.push(await planOf(word, { query, ...bounds }, named.length, context));
  if (form === 'json') {
    const { source, filter, pipes, problem, notes } = query;
    const time = Object.fromEntries(Object.entries(bounds).map(([name, at]) => [name, new Date(at).toISOString()]));
    const value = { source, understood: printQuery(query), words: explainQuery(query), filter, pipes, ...time };
    const rest = { ...(problem !== undefined && { problem }), notes, ...(plans.length > 0 && { plans }) };
    await context.stdout.foreignLine(JSON.stringify({ ...value, ...rest }, undefined, 2));
  } else {
    await tell(query, bounds, plans, given.flag('statements'), context);
  }
  return query.problem === undefined ? EXIT_CODES.found.code : EXIT_CODES.usage.code;
}

async function tell(
  query: ReturnType<typeof parseQuery>,
  { from, to }: ReturnType<typeof readBounds>,
  plans: readonly SourcePlan[],
  statements: boolean,
  { stdout, settings, environment }: CommandContext,
): Promise<void> {
  const { bold, faint, yellow } = palette(wantsColour(settings.color, environment, stdout.isTerminal), settings.theme);
  const say = async (text: string): Promise<void> => {
    for (const line of text.split('\n')) await stdout.line(visible(line));
  };
  if (query.problem !== undefined) {
    await stdout.line(yellow('This does not parse as a query.'));
  }
  for (const note of query.notes) await say(note);
  if (query.notes.length > 0) await stdout.line('');
  await say(explainQuery(query));
  const iso = (at: number): string => new Date(at).toISOString();
  if (from !== undefined) await say(`From ${iso(from)} on.`);
  if (to !== undefined) await say(`Until ${iso(to)}, which is not in it.`);
  await stdout.line('');
  await stdout.line(`${bold('Understood as')}  ${visible(printQuery(query)) || "'' (everything)"}`);
  for (const { source, steps, plan } of plans) {
    await stdout.line('');
    await stdout.line(bold(visible(source)));
    for (const [index, step] of steps.entries()) await say(`  ${index + 1}. ${step}`);
    for (const { language, text, values } of (statements ? plan?.statements : undefined) ?? []) {
      const bound = values === 0 ? '' : `, ${values} ${values === 1 ? 'value' : 'values'} bound`;
      await stdout.line(faint(`  ${language}${bound}`));
      for (const line of text.split('\n')) await say(`    ${line}`);
    }
  }
}
