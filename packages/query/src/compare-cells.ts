import type { WireRecord } from '@tailrace/core';
import type { Cell } from './answer.ts';

const ISO_LENGTH = 24;

/** Compares texts by code point, as databases do; JavaScript's `<` compares UTF-16 units. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for characters beyond all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/**
 * Compares two values of a column: numbers first by size, then texts by code point; booleans count as their text.
 *
 * Null is last in both directions, which `compareSorted` sees to.
 */
export function compareCells(a: Cell, b: Cell): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  if (typeof b === 'number') return 1;
  return compareText(String(a), String(b));
}

/** Compares two values for sorting in a direction; null comes last either way. */
export function compareSorted(a: Cell, b: Cell, descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return descending ? compareCells(b, a) : compareCells(a, b);
}

/**
 * A statistic as it is sorted by: sums of fractions differ in their last digits with the order they were added up in,
 * and what is equal must be equal to every executor.
 */
export function steadyCell(cell: Cell): Cell {
  return typeof cell !== 'number' || Number.isInteger(cell) ? cell : Number(cell.toPrecision(12));
}

/** Compares records by `(timestamp, id)`, oldest first. */
export function compareRecords(a: WireRecord, b: WireRecord): number {
  return compareTimes(a.timestamp, b.timestamp) || compareText(a.id, b.id);
}

/** Answers a record's time in epoch milliseconds. */
export function timeOf(record: WireRecord): number {
  return Date.parse(record.timestamp);
}

function compareTimes(a: string, b: string): number {
  if (a === b) return 0;
  // ISO times of the same length sort as they are written.
  if (a.length === ISO_LENGTH && b.length === ISO_LENGTH) return a < b ? -1 : 1;
  return Date.parse(a) - Date.parse(b);
}
