import type { WireRecord } from '@tailrace/core';
import {
  type Answer,
  answerInMemory,
  answerInStages,
  type AskOptions,
  type FilterNode,
  hasStages,
  Neighbours,
  printFilter,
  type RecordQuery,
} from '@tailrace/query';
import { inOrder } from '../sources/in-order.ts';
import { mergeByTime } from '../sources/merge.ts';
import type { Question, Source, StreamOptions } from '../sources/source.ts';
import type { Failures } from './failures.ts';

/** A question, and who is asked. */
export interface Asked {
  readonly question: Question;
  readonly sources: readonly Source[];
  readonly failures: Failures;
  readonly signal: AbortSignal;
  readonly limit?: number;
}

const EVERYTHING: FilterNode = { type: 'everything' };

/** A query with pipes: at its source where there is one that can, else here over what all sources stream. */
export async function answerPipes(asked: Asked): Promise<Answer> {
  const { question, sources, signal, limit } = asked;
  const [only] = sources;
  const options: StreamOptions = { order: 'newest', signal, ...(limit !== undefined && { limit }) };
  if (sources.length === 1 && only?.answer !== undefined) return only.answer(question, options);
  const { query, from, to } = question;
  const whole: RecordQuery = {
    filter: query.filter,
    pipes: query.pipes,
    limit: limit ?? Number.MAX_SAFE_INTEGER,
    // A rate is per second of the time asked for.
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
  // Standard input is read once: what is asked of it twice is held.
  const isReadOnce = sources.some(({ name }) => name === '-');
  if (isReadOnce && hasStages(query.pipes)) {
    return answerInMemory(whole, everyRecord(asked), { signal });
  }
  return answerInStages(
    whole,
    {
      ask: (plain, rest) => answerInMemory({ ...plain, filter: EVERYTHING }, matching(asked, plain), rest),
      around: async (matches, around, rest: AskOptions) => {
        const neighbours = new Neighbours(matches, around);
        for await (const record of everyRecord(asked)) {
          rest.signal?.throwIfAborted();
          neighbours.add(record);
        }
        return neighbours.records();
      },
    },
    { signal },
  );
}

/**
 * The records of all sources, merged by time; a source that fails does not take the others with it.
 *
 * @param tellsDisorder - Says which files are in no order of time, where the order is what is shown.
 */
export function merged(
  { question, sources, failures }: Asked,
  options: StreamOptions,
  tellsDisorder = false,
): AsyncIterable<readonly WireRecord[]> {
  const streams = sources.map((source) => {
    const records = failures.tolerant(source, source.stream(question, options), options.signal);
    // What standard input gives is not held back.
    if (!source.ownOrder || source.name === '-' || sources.length === 1) return records;
    return inOrder(records, () => {
      if (tellsDisorder) failures.disorder(source);
    });
  });
  return mergeByTime(streams, options.order);
}

/** Records one by one. */
export async function* each(batches: AsyncIterable<readonly WireRecord[]>): AsyncGenerator<WireRecord> {
  for await (const batch of batches) yield* batch;
}

/** What all sources have, whenever it was. */
function everyRecord(asked: Asked): AsyncGenerator<WireRecord> {
  return matching(asked, { filter: EVERYTHING });
}

/** What matches another question than the one that was asked. */
function matching(
  asked: Asked,
  { filter, from, to }: Pick<RecordQuery, 'filter' | 'from' | 'to'>,
): AsyncGenerator<WireRecord> {
  const { question, signal } = asked;
  const isSame = filter === question.query.filter;
  const other: Question = {
    query: { ...question.query, filter },
    filterText: isSame ? question.filterText : printFilter(filter),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
  return each(merged({ ...asked, question: other }, { order: 'oldest', signal }));
}
