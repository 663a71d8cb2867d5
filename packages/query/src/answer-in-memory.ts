import { TailraceError, type WireRecord } from '@tailrace/core';
import type { Answer } from './answer.ts';
import type { PipeNode } from './ast.ts';
import { Neighbours } from './neighbours.ts';
import { type AnswerOptions, answerPlain, feedAll, type RecordQuery } from './run-query.ts';
import { answerInStages, hasStages } from './stages.ts';

type Records = Iterable<WireRecord> | AsyncIterable<WireRecord>;

/** Records to be asked, or a function that begins to read them anew. */
export type RecordSource = Records | (() => Records);

/** Records that are held where they can be read only once and a query needs them twice. */
const MAX_HELD_RECORDS = 200_000;

/**
 * Answers a query over records in any order, holding no more of them than the answer needs.
 *
 * This is the executor for files and tests, and the measure of all others: what it answers is the truth. `context` and
 * `join-trace` read the records more than once: give an array, or a function that opens the source again. What can be
 * read only once (a generator, a stream) is held for them, 200,000 records at the most.
 *
 * @throws TailraceError `TAILRACE_QUERY_CANCELLED`, `TAILRACE_QUERY_LIMIT` (time, groups, values, matches of a stage),
 *   `TAILRACE_BAD_CURSOR`, `TAILRACE_BAD_OPTION` (a limit that is no whole number from 1).
 */
export async function answerInMemory(
  query: RecordQuery,
  records: RecordSource,
  options: AnswerOptions = {},
): Promise<Answer> {
  if (!hasStages(query.pipes)) return answerPlain(query, opened(records), options);
  const again = await readAgain(records, options);
  const clock = options.clock && { clock: options.clock };
  return answerInStages(
    query,
    {
      ask: (plain, rest) => answerPlain(plain, again(), { ...rest, ...clock }),
      around: async (matches, around, rest) => {
        const neighbours = new Neighbours(matches, around);
        await feedAll(again(), (record) => neighbours.add(record), { ...rest, ...clock });
        return neighbours.records();
      },
    },
    options,
  );
}

/**
 * Runs pipes over records that were filtered already; a query without pipes answers the first 100, newest first.
 *
 * Rejects with `TAILRACE_QUERY_UNSUPPORTED` for `context` and `join-trace`: what they add did not pass the filter.
 */
export function runPipes(
  pipes: readonly PipeNode[],
  records: RecordSource,
  options?: AnswerOptions & Pick<RecordQuery, 'from' | 'to' | 'order' | 'limit'>,
): Promise<Answer> {
  if (hasStages(pipes)) {
    const words = 'context and join-trace need the records that did not pass the filter too: use answerInMemory.';
    return Promise.reject(new TailraceError('TAILRACE_QUERY_UNSUPPORTED', words));
  }
  const { from, to, order, limit, ...rest } = options ?? {};
  const bounds = {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(order !== undefined && { order }),
    ...(limit !== undefined && { limit }),
  };
  return answerInMemory({ filter: { type: 'everything' }, pipes, ...bounds }, records, rest);
}

function opened(records: RecordSource): Records {
  return typeof records === 'function' ? records() : records;
}

/** Makes a function that reads the records from their beginning at each call. */
async function readAgain(records: RecordSource, options: AnswerOptions): Promise<() => Records> {
  if (typeof records === 'function') return records;
  if (!isReadOnce(records)) return () => records;
  const held: WireRecord[] = [];
  const hold = (record: WireRecord): void => {
    if (held.length >= MAX_HELD_RECORDS) {
      const words = `context and join-trace hold ${MAX_HELD_RECORDS} records of a source that is read once`;
      throw new TailraceError('TAILRACE_QUERY_LIMIT', `${words}, and there are more: put them into a file or a store.`);
    }
    held.push(record);
  };
  await feedAll(records, hold, options);
  return () => held;
}

/** Generators and streams of records are their own iterators. */
function isReadOnce(records: Records): boolean {
  if (Symbol.asyncIterator in records) return !('next' in records) ? isStream(records) : true;
  return 'next' in records;
}

/** A readable stream gives each record once though it is no iterator itself. */
function isStream(records: object): boolean {
  return 'pipe' in records || 'getReader' in records;
}
