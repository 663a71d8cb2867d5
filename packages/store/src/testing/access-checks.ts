import type { ContractCheck } from '@tailrace/core/testing';
import { deepStrictEqual, strictEqual } from 'node:assert';
import { compareRecords, compilePredicate, parseQueryStrict, timeOf } from '@tailrace/query';
import type { FieldSummary } from '../store.ts';
import { checkSameRecords } from './compare-answers.ts';
import { corpusInWire, type Session } from './session.ts';

/** Look-ups beside queries: one record, its neighbours, fields, numbers about the store. */
export function accessChecks(session: Session): readonly ContractCheck[] {
  return [
    {
      name: 'gets a record by its id, whole',
      run: async () => {
        const store = await session.corpusStore();
        for (const record of corpusInWire().slice(0, 25)) deepStrictEqual(await store.get(record.id), record);
      },
    },
    {
      name: 'gets nothing for an id that is not there',
      run: async () => {
        const store = await session.corpusStore();
        strictEqual(await store.get('00000000-0000-7000-8000-000000000000'), undefined);
        strictEqual(await store.get("' OR 1=1 --"), undefined);
      },
    },
    {
      name: 'gives the records around one, by time and id, the one between them',
      run: async () => {
        const store = await session.corpusStore();
        const sorted = corpusInWire().toSorted(compareRecords);
        for (const place of [700, 701, 702, 703]) {
          const around = await store.context(sorted[place]?.id ?? '', { before: 5, after: 3 });
          checkSameRecords(around ?? [], sorted.slice(place - 5, place + 4));
        }
      },
    },
    {
      name: 'gives what there is around the first and the last record',
      run: async () => {
        const store = await session.corpusStore();
        const sorted = corpusInWire().toSorted(compareRecords);
        const first = await store.context(sorted[0]?.id ?? '', { before: 3, after: 2 });
        checkSameRecords(first ?? [], sorted.slice(0, 3));
        const last = await store.context(sorted.at(-1)?.id ?? '', { before: 2, after: 3 });
        checkSameRecords(last ?? [], sorted.slice(-3));
      },
    },
    {
      name: 'gives no context of an id that is not there',
      run: async () => {
        const store = await session.corpusStore();
        strictEqual(await store.context('nobody', { before: 1, after: 1 }), undefined);
      },
    },
    ...fieldChecks(session),
    {
      name: 'says how many records it has, and from when to when',
      run: async () => {
        const store = await session.corpusStore();
        const times = corpusInWire().map(timeOf);
        const { records, oldest, newest, damaged, bytes } = await store.stats();
        deepStrictEqual(
          { records, oldest, newest, damaged },
          { records: times.length, oldest: Math.min(...times), newest: Math.max(...times), damaged: [] },
        );
        strictEqual(bytes > 0, true, 'It holds something, so it has bytes.');
      },
    },
    {
      name: 'says of an empty store that it is empty',
      run: () =>
        session.withStore(async (store) => {
          const { records, oldest, newest } = await store.stats();
          deepStrictEqual({ records, oldest, newest }, { records: 0, oldest: undefined, newest: undefined });
          deepStrictEqual(await store.fields(), []);
          const answer = await store.query({ filter: { type: 'everything' }, pipes: [] });
          deepStrictEqual(answer.kind === 'records' && answer.records, []);
        }),
    },
    {
      name: 'finds nothing wrong with itself',
      run: async () => {
        const store = await session.corpusStore();
        const { ok, problems } = await store.verify();
        deepStrictEqual({ ok, problems }, { ok: true, problems: [] });
      },
    },
  ];
}

function fieldChecks(session: Session): readonly ContractCheck[] {
  return [
    {
      name: 'names the fields that records have, as they are written in queries, with frequent values',
      run: async () => {
        const store = await session.corpusStore();
        const fields = await store.fields({ values: 3 });
        const levels = countsOf(corpusInWire().map(({ level }) => level));
        checkField(fields, 'level', 'text', levels.slice(0, 3));
        const services = corpusInWire().flatMap(({ service }) => service ?? []);
        checkField(fields, 'service', 'text', countsOf(services).slice(0, 3));
        const names = new Set(fields.map(({ name }) => name));
        for (const name of [
          'timestamp',
          'severity',
          'exception.name',
          'status',
          'user.id',
          'path',
          '"with space"',
          'attributes.level',
        ]) {
          if (!names.has(name)) throw new Error(`The field ${name} is not there: ${[...names].join(' ')}.`);
        }
        strictEqual(fields.find(({ name }) => name === 'timestamp')?.type, 'time');
        strictEqual(fields.find(({ name }) => name === 'severity')?.type, 'number');
      },
    },
    {
      name: 'names the fields of the records that match, and counts those only',
      run: async () => {
        const store = await session.corpusStore();
        const { filter } = parseQueryStrict('service:web');
        const matching = corpusInWire().filter(compilePredicate(filter));
        const fields = await store.fields({ filter });
        checkField(fields, 'service', 'text', [{ value: 'web', count: matching.length }]);
      },
    },
  ];
}

function checkField(
  fields: readonly FieldSummary[],
  name: string,
  type: FieldSummary['type'],
  values: FieldSummary['values'],
): void {
  const field = fields.find((candidate) => candidate.name === name);
  deepStrictEqual({ type: field?.type, values: field?.values }, { type, values }, `The field ${name} is told wrongly.`);
}

/** Values with how often they are there, most frequent first, then by their text. */
function countsOf(values: readonly string[]): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Array.from(counts, ([value, count]) => ({ value, count })).toSorted(
    (a, b) => b.count - a.count || (a.value < b.value ? -1 : 1),
  );
}
