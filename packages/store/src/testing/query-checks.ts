import type { ContractCheck } from '@tailrace/core/testing';
import { TailraceError } from '@tailrace/core';
import { type Answer, answerInMemory, parseQueryStrict } from '@tailrace/query';
import type { StoreQuery } from '../store.ts';
import { checkSameAnswer } from './compare-answers.ts';
import { CORPUS_START } from './corpus.ts';
import { PIPE_QUERIES } from './corpus-pipes.ts';
import { FILTER_QUERIES } from './corpus-queries.ts';
import { corpusInWire, type Session } from './session.ts';

const ALL = 5000;
const expected = new Map<string, Promise<Answer>>();

/** The conformance corpus: each query is answered as the executor in memory answers it. */
export function queryChecks(session: Session): readonly ContractCheck[] {
  return [
    ...FILTER_QUERIES.map(
      (text): ContractCheck => ({
        name: `finds what matches ${shown(text)}`,
        run: () => checkQuery(session, text, { limit: ALL, order: 'oldest' }),
      }),
    ),
    ...PIPE_QUERIES.map(
      (text): ContractCheck => ({
        name: `answers ${shown(text)}`,
        run: () => checkQuery(session, text, { limit: ALL }),
      }),
    ),
    ...boundedChecks(session),
  ];
}

function boundedChecks(session: Session): readonly ContractCheck[] {
  // Records stand at this millisecond and at the one three seconds later.
  const middle = CORPUS_START + 144_000;
  const questions: readonly (readonly [string, string, Partial<StoreQuery>])[] = [
    [
      'has the first millisecond of `from` in and the one of `to` out',
      '*',
      { from: middle, to: middle + 3000, limit: ALL },
    ],
    ['answers from a time on', 'level:error', { from: middle, limit: ALL }],
    ['answers up to a time', 'level:error', { to: middle, limit: ALL }],
    ['answers nothing where the times leave nothing', '*', { from: middle, to: middle }],
    ['answers the newest records first unless told otherwise', 'level:info', { limit: ALL }],
    ['answers the oldest records first when told so', 'level:info', { limit: ALL, order: 'oldest' }],
    ['answers 100 records unless told otherwise, and says that there are more', '*', {}],
    ['answers as many records as it was told', '*', { limit: 7 }],
    ['does not say that there are more where the limit is met exactly', 'level:error | limit 30', { limit: 30 }],
    ['counts within the times only', '* | count by level', { from: middle, to: middle + 60_000 }],
    ['makes rates of the time that was asked about', '* | rate', { from: middle, to: middle + 60_000 }],
    [
      'sorts and limits in the order that was asked for',
      '* | sort severity | limit 40',
      { order: 'oldest', limit: ALL },
    ],
    ['shows patterns within the times', '* | patterns 8', { from: middle, to: middle + 90_000 }],
  ];
  return questions.map(([name, text, bounds]) => ({ name, run: () => checkQuery(session, text, bounds) }));
}

async function checkQuery(session: Session, text: string, bounds: Partial<StoreQuery>): Promise<void> {
  const { filter, pipes } = parseQueryStrict(text, { now: CORPUS_START });
  const query: StoreQuery = { filter, pipes, ...bounds };
  const store = await session.corpusStore();
  let answer: Answer;
  try {
    answer = await store.query(query);
  } catch (error) {
    const isRefused = error instanceof TailraceError && error.code === 'TAILRACE_QUERY_UNSUPPORTED';
    if (isRefused && session.options.refuses?.includes(text)) return;
    throw error;
  }
  checkSameAnswer(answer, await expectedAnswer(query));
}

/** The truth about a query, worked out once for all stores. */
function expectedAnswer(query: StoreQuery): Promise<Answer> {
  const key = JSON.stringify(query);
  const known = expected.get(key) ?? answerInMemory(query, corpusInWire());
  expected.set(key, known);
  return known;
}

function shown(text: string): string {
  return JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll('\\\\', '\\');
}
