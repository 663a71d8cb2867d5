import type { WireRecord } from '@tailrace/core';
import { parseDuration } from '@tailrace/query';
import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { readCount, readQuestion, readReading } from '../question.ts';
import { Failures } from '../searching/failures.ts';
import { each, merged } from '../searching/ask-sources.ts';
import { openSources } from '../sources/open-sources.ts';
import type { Source } from '../sources/source.ts';
import { startPager } from '../terminal/pager.ts';
import { RecordsRead } from '../terminal/records-read.ts';
import { Differences, type Side } from './differences.ts';
import { ContentMatching } from './content-matching.ts';
import { type FlatFields, flattener } from './flat-fields.ts';
import { IdMatching, type Matching, SequenceMatching } from './matching.ts';
import { RecordKey } from './record-key.ts';
import { tellComparison } from './tell-comparison.ts';

const WINDOW_MILLIS = 1000;
const EXAMPLES = 3;

/** Runs `tailrace compare`; answers the exit code. */
export async function runCompare(given: Given, context: CommandContext): Promise<number> {
  const [old, fresh, ...more] = given.positionals;
  if (old === undefined || fresh === undefined || more.length > 0) {
    throw usageFailure(
      'compare takes two sources, OLD and NEW.',
      "Several files are one source as a glob: 'old/*.log'.",
    );
  }
  const by = given.text('by') ?? 'message';
  const form = given.flag('json') ? 'json' : (given.text('output') ?? (context.stdout.isTerminal ? 'text' : 'jsonl'));
  if (form !== 'text' && form !== 'json' && form !== 'jsonl') {
    throw usageFailure(`--output takes text, json or jsonl, not '${form}'.`);
  }
  const windowMillis = readWindow(given);
  const flatten = flattener(ignoredOf(given, by));
  const differences = new Differences(flatten, readCount('examples', given) ?? EXAMPLES);
  const key = new RecordKey(by);
  const matching = matchingOf(by, key, { flatten, windowMillis }, differences);
  const question = readQuestion(given.text('where') ?? '', given, context, [old, fresh]);
  if (question.query.pipes.length > 0) throw usageFailure('compare compares records: --where takes no pipes.');
  const reading = readReading(given, context);
  const sources = {
    old: await openSources([old], reading, context),
    new: await openSources([fresh], reading, context),
  };
  const failures = new Failures(context.notices);
  const signal = AbortSignal.any([context.signal, context.stdout.closed]);
  const stream = (list: readonly Source[]): AsyncGenerator<WireRecord> =>
    each(merged({ question, sources: list, failures, signal }, { order: 'oldest', signal }));
  const read = new RecordsRead(context, 'compared');
  try {
    for await (const [side, record] of inStep({ old: stream(sources.old), new: stream(sources.new) })) {
      matching.take(side, record);
      read.add(record);
    }
    matching.end();
    read.end();
    if (context.signal.aborted) return EXIT_CODES.interrupted.code;
    if (key.isUnused) context.notices.warn(`No record has the field '${by}': they were matched by message and level.`);
    const result = differences.result();
    const pager = given.flag('no-pager') || form !== 'text' ? undefined : await startPager(context);
    await tellComparison(result, { old, new: fresh, by, windowMillis }, form, context);
    await context.stdout.flush();
    await pager?.end();
    if (failures.any) return EXIT_CODES.failed.code;
    const same = result.equal === result.records.old && result.equal === result.records.new;
    return same ? EXIT_CODES.found.code : EXIT_CODES.nothing.code;
  } finally {
    read.end();
    await Promise.all([...sources.old, ...sources.new].map((source) => source.close()));
  }
}

/** Fields that are not compared: those that were named, and what two loggers cannot have in common. */
function ignoredOf(given: Given, by: string): string[] {
  const named = given.list('ignore').flatMap((names) => names.split(',').map((name) => name.trim()));
  const own = by === 'id' ? [] : ['id', 'timestamp'];
  return [...own, ...named.filter((name) => name !== '')];
}

function matchingOf(
  by: string,
  key: RecordKey,
  options: { readonly flatten: (record: WireRecord) => FlatFields; readonly windowMillis: number },
  differences: Differences,
): Matching {
  if (by === 'sequence') return new SequenceMatching(differences);
  if (by === 'id') return new IdMatching(differences);
  return new ContentMatching({ ...options, keyOf: (record) => key.of(record) }, differences);
}

/** The records of both, the older one first, so that neither runs ahead. */
async function* inStep(
  streams: Readonly<Record<Side, AsyncGenerator<WireRecord>>>,
): AsyncGenerator<readonly [Side, WireRecord]> {
  const next = { old: await streams.old.next(), new: await streams.new.next() };
  for (;;) {
    const { old, new: fresh } = next;
    if (old.done === true && fresh.done === true) return;
    const side: Side =
      fresh.done === true || (old.done !== true && old.value.timestamp <= fresh.value.timestamp) ? 'old' : 'new';
    const taken = next[side];
    if (taken.done !== true) yield [side, taken.value];
    next[side] = await streams[side].next();
  }
}

function readWindow(given: Given): number {
  const text = given.text('window');
  if (text === undefined) return WINDOW_MILLIS;
  const millis = parseDuration(text);
  if (millis === undefined)
    throw usageFailure(`--window takes a duration, not '${text}'.`, 'For example 500ms, 2s, 1m.');
  return millis;
}
