import { TailraceError, type WireRecord } from '@tailrace/core';
import { timeOf } from './compare-cells.ts';

/** A place between records: right behind the one that has this time and id. */
export interface CursorPlace {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly id: string;
}

/** Writes the place behind a record as a cursor that goes through a URL as it is. */
export function encodeCursor(record: WireRecord): string {
  return `${timeOf(record)}.${encodeURIComponent(record.id)}`;
}

/**
 * Reads a cursor.
 *
 * @throws TailraceError `TAILRACE_BAD_CURSOR` where the text is none.
 */
export function decodeCursor(cursor: string): CursorPlace {
  const match = /^(-?\d{1,16})\.(.+)$/s.exec(cursor);
  if (match !== null) {
    try {
      return { timestamp: Number(match[1]), id: decodeURIComponent(match[2] ?? '') };
    } catch {
      // Not a cursor: said below.
    }
  }
  throw new TailraceError('TAILRACE_BAD_CURSOR', 'The cursor is not one that an answer gave.');
}
