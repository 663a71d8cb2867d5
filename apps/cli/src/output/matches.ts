import type { WireRecord } from '@tailrace/core';
import type { Palette } from '../terminal/colour.ts';

/** Beside a record's fields, where no query sees it. */
const MATCH = Symbol('match');

type WithMatch = WireRecord & { readonly [MATCH]?: boolean };

/** The record as one of those that were found, or as one that lies around them. */
export function withMatch(record: WireRecord, match: boolean): WireRecord {
  const marked: WithMatch = { ...record, [MATCH]: match };
  return marked;
}

/** Whether the record was found itself; `undefined` where all were. */
export function matchOf(record: WireRecord): boolean | undefined {
  return (record as WithMatch)[MATCH];
}

/** What stands before a record's line. */
export function matchMark(record: WireRecord, marks: Palette): string {
  const match = matchOf(record);
  if (match === undefined) return '';
  return match ? `${marks.bold('▶')} ` : '  ';
}
