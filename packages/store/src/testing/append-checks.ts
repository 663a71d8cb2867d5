import type { ContractCheck } from '@tailrace/core/testing';
import { deepStrictEqual, strictEqual } from 'node:assert';
import { type LogRecord, newRecordId } from '@tailrace/core';
import { LineBatch } from '../line-batch.ts';
import { isRecordLine, recordLine } from '../record-line.ts';
import type { AppendAnswer, Store } from '../store.ts';
import { checkSameRecords } from './compare-answers.ts';
import { corpusRecords } from './corpus.ts';
import { asWire, type Session } from './session.ts';

/** A plain record of some second. */
export function plainRecord(second: number, message = `record ${second}`): LogRecord {
  const timestamp = Date.UTC(2026, 5, 1) + second * 1000;
  return { id: newRecordId(timestamp), timestamp, level: 'info', severity: 9, message };
}

function linesOf(records: readonly LogRecord[]): LineBatch {
  const lines = new LineBatch();
  for (const [index, record] of records.entries()) {
    const line = recordLine(record, index);
    if (isRecordLine(line)) lines.add(record, line.text);
  }
  return lines;
}

/** What the store holds, oldest first. */
export async function allRecords(store: Store): Promise<ReturnType<typeof asWire>> {
  const records = [];
  for await (const record of store.stream({ filter: { type: 'everything' }, pipes: [], order: 'oldest' })) {
    records.push(record);
  }
  return records;
}

/** What goes in: nothing lost, nothing doubled, nothing invented. */
export function appendChecks(session: Session): readonly ContractCheck[] {
  const three = (): LogRecord[] => [plainRecord(1), plainRecord(2), plainRecord(3)];
  const checks: ContractCheck[] = [
    {
      name: 'answers how many records it took, and has exactly those',
      run: () =>
        session.withStore(async (store) => {
          const records = three();
          checkAnswer(await store.append(records), 3, []);
          checkSameRecords(await allRecords(store), asWire(records));
        }),
    },
    {
      name: 'takes an empty batch',
      run: () =>
        session.withStore(async (store) => {
          checkAnswer(await store.append([]), 0, []);
          deepStrictEqual(await allRecords(store), []);
        }),
    },
    {
      name: 'counts duplicates within a batch and keeps the first',
      run: () =>
        session.withStore(async (store) => {
          const [first, second] = [plainRecord(1), plainRecord(2)];
          const batch = [first, second, { ...first, message: 'again' }];
          checkAnswer(await store.append(batch), 2, [2]);
          checkSameRecords(await allRecords(store), asWire([first, second]));
        }),
    },
    {
      name: 'counts duplicates across batches and keeps the first',
      run: () =>
        session.withStore(async (store) => {
          const [first = plainRecord(1), ...others] = three();
          await store.append([first]);
          const answer = await store.append([{ ...first, message: 'again' }, ...others]);
          checkAnswer(answer, 2, [0]);
          checkSameRecords(await allRecords(store), asWire([first, ...others]));
        }),
    },
    {
      name: 'counts duplicates of appends that run at the same time',
      run: () =>
        session.withStore(async (store) => {
          const records = Array.from({ length: 50 }, (_, second) => plainRecord(second));
          const answers = await Promise.all(Array.from({ length: 4 }, () => store.append(records)));
          strictEqual(sum(answers.map(({ accepted }) => accepted)), 50, 'Each record is accepted once.');
          strictEqual(sum(answers.map(({ duplicates }) => duplicates)), 150, 'The others are duplicates.');
          checkSameRecords(await allRecords(store), asWire(records));
        }),
    },
    {
      name: 'rejects a record that cannot be kept by its index, and keeps the others',
      run: () =>
        session.withStore(async (store) => {
          const [first, second, bad] = [plainRecord(1), plainRecord(2), { ...plainRecord(9), timestamp: Number.NaN }];
          const { accepted, duplicates, rejected } = await store.append([first, bad, second]);
          const indexes = rejected.map(({ index }) => index);
          deepStrictEqual({ accepted, duplicates, indexes }, { accepted: 2, duplicates: 0, indexes: [1] });
          checkSameRecords(await allRecords(store), asWire([first, second]));
        }),
    },
    {
      name: 'takes lines as it takes records, where it takes lines: the first of each id, whichever way it comes',
      run: () =>
        session.withStore(async (store) => {
          if (store.appendLines === undefined) return;
          const [first = plainRecord(1), ...others] = three();
          const weighted = { ...plainRecord(4, 'grün 日本 \u{1f600}'), sampleRate: 10 };
          await store.append([first]);
          const batch = [weighted, { ...first, message: 'again' }, ...others, { ...weighted, message: 'again' }];
          const [lines, same] = [linesOf(batch), linesOf(batch)];
          checkAnswer(await store.appendLines(lines), 3, [1, 4]);
          checkAnswer(await store.appendLines(same), 0, [0, 1, 2, 3, 4]);
          checkAnswer(await store.append(batch), 0, [0, 1, 2, 3, 4]);
          checkAnswer(await store.appendLines(new LineBatch()), 0, []);
          checkSameRecords(await allRecords(store), asWire([first, ...others, weighted]));
        }),
    },
    {
      name: 'keeps a record as it was when it was appended, whatever becomes of the object',
      run: () =>
        session.withStore(async (store) => {
          const attributes = { state: 'before' };
          const record = { ...plainRecord(1), attributes };
          const expected = asWire([record]);
          await store.append([record]);
          attributes.state = 'after';
          checkSameRecords(await allRecords(store), expected);
        }),
    },
  ];
  return session.options.keeps === false ? checks : [...checks, ...durabilityChecks(session)];
}

function durabilityChecks(session: Session): readonly ContractCheck[] {
  return [
    {
      name: 'has every record again after it was closed and opened',
      run: async () => {
        const folder = await session.folder();
        const records = corpusRecords().slice(0, 300);
        const first = await session.open(folder);
        await first.append(records);
        await session.close(first);
        const second = await session.open(folder);
        const sorted = asWire(records).toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
        checkSameRecords(await allRecords(second), sorted);
        await session.close(second);
      },
    },
    {
      name: 'counts duplicates across a close and an open',
      run: async () => {
        const folder = await session.folder();
        const records = [plainRecord(1), plainRecord(2)];
        const first = await session.open(folder);
        await first.append(records);
        await session.close(first);
        const second = await session.open(folder);
        const answer = await second.append([...records, plainRecord(3)]);
        checkAnswer(answer, 1, [0, 1]);
        strictEqual((await allRecords(second)).length, 3);
        await session.close(second);
      },
    },
  ];
}

/** A store that names the duplicates names the right ones. */
function checkAnswer(answer: AppendAnswer, accepted: number, duplicateIndexes: readonly number[]): void {
  const expected = { accepted, duplicates: duplicateIndexes.length, rejected: [], duplicateIndexes };
  deepStrictEqual({ duplicateIndexes, ...answer }, expected);
}

function orderOf({ timestamp, id }: { readonly timestamp: string; readonly id: string }): string {
  return `${timestamp} ${id}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
