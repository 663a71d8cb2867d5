import type { ContractCheck } from '@tailrace/core/testing';
import { rejects } from 'node:assert';
import { type Answer, answerInMemory, type PipeNode, parseQueryStrict } from '@tailrace/query';
import type { Store, StoreQuery } from '../store.ts';
import { checkSameAnswer } from './compare-answers.ts';
import { checkWithinBound, hasPercentiles } from './compare-percentiles.ts';
import { CORPUS_START } from './corpus.ts';
import { PIPE_QUERIES } from './corpus-pipes.ts';
import { FILTER_QUERIES } from './corpus-queries.ts';
import { corpusInWire, type Session } from './session.ts';

/** More than the corpus has. */
const ALL = 10_000;
/** Of filters that find more, the first so many records are compared whole, and all of them by their ids. */
const MAX_WHOLE = 100;
const expected = new Map<string, Promise<Answer>>();

/** The conformance corpus: each query is answered as the executor in memory answers it. */
export function queryChecks(session: Session): readonly ContractCheck[] {
  return [
    ...FILTER_QUERIES.map(
      (text, index): ContractCheck => ({
        name: `finds what matches ${shown(text)}`,
        run: () => checkFilter(session, text, index % 2 === 0 ? 'oldest' : 'newest'),
      }),
    ),
    ...PIPE_QUERIES.map(
      (text): ContractCheck => ({
        name: `answers ${shown(text)}`,
        run: () => checkQuery(session, { ...parsed(text), limit: ALL }),
      }),
    ),
    ...boundedChecks(session),
    ...limitChecks(session),
    refusalCheck(session),
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
    [
      'looks around matches beyond the times that were asked about',
      'level:error | context 4',
      { from: middle, to: middle + 9000, limit: ALL },
    ],
    [
      'looks around matches in the order that was asked for',
      'level:emerg | context before 2 after 5',
      { order: 'oldest', limit: 60 },
    ],
    ['looks around the first of many matches, as far as the answer goes', '* | context 3', { limit: 40 }],
    [
      'joins traces beyond the times that were asked about',
      'level:emerg trace_id:* | join-trace',
      { from: middle, to: middle + 600_000, order: 'oldest', limit: 90 },
    ],
    ['has no next page behind `context`', 'level:error | context 1', { limit: 5 }],
  ];
  return questions.map(
    ([name, text, bounds]): ContractCheck => ({
      name,
      run: () => checkQuery(session, { ...parsed(text), ...bounds }),
    }),
  );
}

/** What would be too much is said, in one way everywhere. */
function limitChecks(session: Session): readonly ContractCheck[] {
  return ['* | join-trace', '* | context 2 | count by level', '* | sort process | context 1'].map(
    (text): ContractCheck => ({
      name: `says that ${text} is too much`,
      run: async () => {
        const store = await session.corpusStore();
        await rejects(store.query({ ...parsed(text), limit: ALL }), { code: codeFor(session, parsed(text)) });
      },
    }),
  );
}

function codeFor({ options }: Session, query: StoreQuery): string {
  return options.unsupported?.(query) === true ? 'TAILRACE_QUERY_UNSUPPORTED' : 'TAILRACE_QUERY_LIMIT';
}

function refusalCheck({ options: { unsupported = () => false, maxUnsupported = 0 } }: Session): ContractCheck {
  const queries = [...FILTER_QUERIES, ...PIPE_QUERIES];
  const refused = queries.filter((text) => unsupported(parsed(text)));
  return {
    name: `refuses ${refused.length} of the corpus's ${queries.length} queries, ${maxUnsupported} at the most`,
    run: () => {
      if (refused.length > maxUnsupported) throw new Error(`It refuses ${refused.map(shown).join('   ')}.`);
    },
  };
}

async function checkFilter(session: Session, text: string, order: 'newest' | 'oldest'): Promise<void> {
  const query: StoreQuery = { ...parsed(text), order };
  const all = await expectedAnswer({ ...query, limit: ALL });
  if (all.kind === 'records' && all.records.length <= MAX_WHOLE) {
    return checkQuery(session, { ...query, limit: ALL });
  }
  await checkQuery(session, { ...query, limit: MAX_WHOLE });
  await checkQuery(session, { ...query, pipes: countById });
}

const countById: readonly PipeNode[] = [
  {
    type: 'stats',
    aggregates: [{ function: 'count', as: 'count' }],
    by: [{ type: 'field', field: ['id'], as: 'id' }],
  },
];

/** Throws unless a session's store answers a query as it should, or refuses what it says that it cannot answer. */
export async function checkQuery(session: Session, query: StoreQuery): Promise<void> {
  const { unsupported, percentileBound = 0 } = session.options;
  const store = await session.corpusStore();
  if (unsupported?.(query) === true) return checkRefusal(store, query);
  const answer = await store.query(query);
  if (percentileBound > 0 && hasPercentiles(query)) {
    await checkWithinBound(answer, query, percentileBound, expectedAnswer);
    return;
  }
  const wanted = await expectedAnswer(query);
  checkSameAnswer(answer, wanted);
  if ((answer.cursor === undefined) !== (wanted.cursor === undefined)) {
    throw new Error(answer.cursor === undefined ? 'The cursor is missing.' : 'There is a cursor and no next page.');
  }
}

async function checkRefusal(store: Store, query: StoreQuery): Promise<void> {
  await rejects(store.query(query), { code: 'TAILRACE_QUERY_UNSUPPORTED' }, 'It answers what it cannot answer.');
}

/** The truth about a query, worked out once for all stores. */
export function expectedAnswer(query: StoreQuery): Promise<Answer> {
  const key = JSON.stringify(query);
  const known = expected.get(key) ?? answerInMemory(query, corpusInWire());
  expected.set(key, known);
  return known;
}

function parsed(text: string): StoreQuery {
  const { filter, pipes } = parseQueryStrict(text, { now: CORPUS_START });
  return { filter, pipes };
}

function shown(text: string): string {
  return JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll('\\\\', '\\');
}
