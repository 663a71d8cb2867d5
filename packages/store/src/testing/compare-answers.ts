import { deepStrictEqual } from 'node:assert';
import type { WireRecord } from '@tailrace/core';
import type { Answer, Cell, TableAnswer } from '@tailrace/query';

/** Sums of fractions differ in their last digits with the order in which they are added up. */
const RELATIVE_TOLERANCE = 1e-9;
const MAX_SHOWN = 5;

/** Throws where two answers to one query differ, and says how; elapsed time, notes and cursors are not compared. */
export function checkSameAnswer(given: Answer, expected: Answer): void {
  if (given.kind === 'records' && expected.kind === 'records') {
    checkSameRecords(given.records, expected.records);
    deepStrictEqual(given.matches, expected.matches, 'The answer says otherwise which records were found.');
  } else if (given.kind === 'table' && expected.kind === 'table') {
    checkSameTable(given, expected);
  } else {
    throw new Error(`The answer is of the kind ${given.kind}, not ${expected.kind}.`);
  }
  if (given.truncated !== expected.truncated) {
    throw new Error(`The answer says truncated: ${given.truncated}, not ${expected.truncated}.`);
  }
}

/** Throws where records differ in which they are, in their order, or in anything that is in them. */
export function checkSameRecords(given: readonly WireRecord[], expected: readonly WireRecord[]): void {
  const givenIds = given.map(({ id }) => id);
  const expectedIds = expected.map(({ id }) => id);
  const givenSet = new Set(givenIds);
  const expectedSet = new Set(expectedIds);
  const missing = expected.filter(({ id }) => !givenSet.has(id));
  const extra = given.filter(({ id }) => !expectedSet.has(id));
  if (missing.length > 0 || extra.length > 0) {
    const words = `${given.length} records, not ${expected.length}; missing ${show(missing)}; too many ${show(extra)}`;
    throw new Error(`The answer has ${words}.`);
  }
  if (givenSet.size !== givenIds.length) throw new Error('The answer has records twice.');
  const place = givenIds.findIndex((id, index) => id !== expectedIds[index]);
  if (place !== -1) throw new Error(`The records are out of order from place ${place}: ${show(given.slice(place))}.`);
  for (const [index, record] of given.entries()) checkSameRecord(record, expected[index]);
}

/** Texts of records that were compared and found equal: many queries answer the same ones. */
const compared = new WeakMap<WireRecord, Set<string>>();

function checkSameRecord(given: WireRecord, expected: WireRecord | undefined): void {
  if (expected === undefined || given === expected) return;
  const text = JSON.stringify(given);
  const known = compared.get(expected) ?? new Set();
  if (known.has(text)) return;
  deepStrictEqual(given, expected, `The record ${expected.id} is not as it was appended.`);
  compared.set(expected, known.add(text));
}

function checkSameTable(given: TableAnswer, expected: TableAnswer): void {
  deepStrictEqual(given.columns, expected.columns, 'The columns differ.');
  const rows = Math.max(given.rows.length, expected.rows.length);
  for (let index = 0; index < rows; index += 1) {
    const row = given.rows[index];
    const wanted = expected.rows[index];
    const isSame = row?.length === wanted?.length && row?.every((cell, column) => isSameCell(cell, wanted?.[column]));
    if (!isSame) {
      const words = `is ${JSON.stringify(row)}, not ${JSON.stringify(wanted)}`;
      throw new Error(`Row ${index} of ${given.rows.length} (${expected.rows.length} expected) ${words}.`);
    }
  }
  deepStrictEqual(given.records, expected.records, 'The raw counts beside the rows differ.');
}

/** Whether two cells are the same, but for the last digits of numbers. */
export function isSameCell(given: Cell | undefined, expected: Cell | undefined): boolean {
  if (typeof given !== 'number' || typeof expected !== 'number') return given === expected;
  return given === expected || Math.abs(given - expected) <= RELATIVE_TOLERANCE * magnitude(given, expected);
}

function magnitude(a: number, b: number): number {
  return Math.max(Math.abs(a), Math.abs(b));
}

function show(records: readonly WireRecord[]): string {
  if (records.length === 0) return 'none';
  const shown = records.slice(0, MAX_SHOWN).map((record) => JSON.stringify(record).slice(0, 400));
  return `${records.length}: ${shown.join(' ')}`;
}
