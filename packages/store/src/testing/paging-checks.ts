import type { ContractCheck } from '@tailrace/core/testing';
import { rejects, strictEqual } from 'node:assert';
import type { WireRecord } from '@tailrace/core';
import { compareRecords, parseQueryStrict } from '@tailrace/query';
import type { Store, StoreQuery } from '../store.ts';
import { allRecords, plainRecord } from './append-checks.ts';
import { checkSameRecords } from './compare-answers.ts';
import { CORPUS_START } from './corpus.ts';
import { corpusInWire, type Session } from './session.ts';

/** Pages that join without a gap and without a record twice, streams, and cancelling. */
export function pagingChecks(session: Session): readonly ContractCheck[] {
  const firstMinute = new Date(CORPUS_START + 60_000).toISOString();
  return [
    ...(['newest', 'oldest'] as const).map(
      (order): ContractCheck => ({
        name: `joins pages of 7 records, ${order} first, with many at the same time`,
        run: async () => {
          const store = await session.corpusStore();
          const expected = inOrder(corpusInWire(), order).filter(({ timestamp }) => timestamp < firstMinute);
          checkSameRecords(await pagedRecords(store, `timestamp<${firstMinute}`, order, 7), expected);
        },
      }),
    ),
    {
      name: 'joins pages of a filter',
      run: async () => {
        const store = await session.corpusStore();
        const expected = inOrder(corpusInWire(), 'newest').filter(({ severity }) => severity >= 13);
        checkSameRecords(await pagedRecords(store, 'level>=warn', 'newest', 50), expected);
      },
    },
    {
      name: 'goes on behind a cursor though newer records came in',
      run: () =>
        session.withStore(async (store) => {
          const records = Array.from({ length: 10 }, (_, second) => plainRecord(second));
          await store.append(records);
          const first = await store.query({ ...everything, limit: 4 });
          await store.append([plainRecord(20)]);
          const second = await store.query({
            ...everything,
            limit: 100,
            ...(first.cursor && { cursor: first.cursor }),
          });
          const seen = [first, second].flatMap((answer) => (answer.kind === 'records' ? answer.records : []));
          checkSameRecords(
            seen,
            (await allRecords(store)).filter(({ message }) => message !== 'record 20').toReversed(),
          );
        }),
    },
    {
      name: 'gives no cursor at the end',
      run: () =>
        session.withStore(async (store) => {
          await store.append([plainRecord(1), plainRecord(2)]);
          const { cursor, truncated } = await store.query({ ...everything, limit: 2 });
          strictEqual(cursor, undefined);
          strictEqual(truncated, false);
        }),
    },
    {
      name: 'refuses a cursor that is none',
      run: async () => {
        const store = await session.corpusStore();
        await rejects(store.query({ ...everything, cursor: 'nonsense' }), { code: 'TAILRACE_BAD_CURSOR' });
      },
    },
    {
      name: 'streams everything in order, beyond the limit of an answer',
      run: async () => {
        const store = await session.corpusStore();
        checkSameRecords(await streamed(store, everything), inOrder(corpusInWire(), 'newest'));
        checkSameRecords(await streamed(store, { ...everything, order: 'oldest' }), inOrder(corpusInWire(), 'oldest'));
      },
    },
    {
      name: 'streams as many records as it was told',
      run: async () => {
        const store = await session.corpusStore();
        checkSameRecords(
          await streamed(store, { ...everything, limit: 5 }),
          inOrder(corpusInWire(), 'newest').slice(0, 5),
        );
      },
    },
    {
      name: 'refuses to stream a query with pipes',
      run: async () => {
        const store = await session.corpusStore();
        const query = parseQueryStrict('* | count');
        await rejects(streamed(store, query), { code: 'TAILRACE_QUERY_UNSUPPORTED' });
      },
    },
    ...cancellationChecks(session),
  ];
}

function cancellationChecks(session: Session): readonly ContractCheck[] {
  const heavy = parseQueryStrict('/(a|b)+c/ OR * | p99(duration_ms) by message');
  return [
    {
      name: 'does not begin a query that was cancelled',
      run: async () => {
        const store = await session.corpusStore();
        await rejects(store.query(everything, { signal: AbortSignal.abort() }), { code: 'TAILRACE_QUERY_CANCELLED' });
      },
    },
    {
      name: 'ends a query that is cancelled on its way, and goes on answering',
      run: async () => {
        const store = await session.corpusStore();
        const controller = new AbortController();
        const asked = store.query(heavy, { signal: controller.signal });
        controller.abort();
        await rejects(asked, { code: 'TAILRACE_QUERY_CANCELLED' });
        strictEqual((await store.query(everything)).truncated, true);
      },
    },
    {
      name: 'ends a stream that is cancelled',
      run: async () => {
        const store = await session.corpusStore();
        const controller = new AbortController();
        const read = async (): Promise<void> => {
          for await (const record of store.stream(everything, { signal: controller.signal })) {
            if (record.id !== '') controller.abort();
          }
        };
        await rejects(read(), { code: 'TAILRACE_QUERY_CANCELLED' });
      },
    },
  ];
}

const everything: StoreQuery = { filter: { type: 'everything' }, pipes: [] };

async function pagedRecords(
  store: Store,
  text: string,
  order: 'newest' | 'oldest',
  limit: number,
): Promise<readonly WireRecord[]> {
  const { filter, pipes } = parseQueryStrict(text);
  const records: WireRecord[] = [];
  let cursor: string | undefined;
  do {
    const answer = await store.query({ filter, pipes, order, limit, ...(cursor !== undefined && { cursor }) });
    if (answer.kind !== 'records') throw new Error('The answer is no page of records.');
    if (answer.records.length > limit) throw new Error(`A page has ${answer.records.length} records, not ${limit}.`);
    records.push(...answer.records);
    if (answer.cursor !== undefined && answer.cursor === cursor) throw new Error('The cursor does not go on.');
    cursor = answer.cursor;
  } while (cursor !== undefined);
  return records;
}

async function streamed(store: Store, query: StoreQuery): Promise<readonly WireRecord[]> {
  const records: WireRecord[] = [];
  for await (const record of store.stream(query)) records.push(record);
  return records;
}

function inOrder(records: readonly WireRecord[], order: 'newest' | 'oldest'): readonly WireRecord[] {
  const sorted = records.toSorted(compareRecords);
  return order === 'oldest' ? sorted : sorted.toReversed();
}
