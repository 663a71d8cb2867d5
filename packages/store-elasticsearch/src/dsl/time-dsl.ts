import type { CompareOperator, CursorPlace, FieldPath, Value } from '@tailrace/query';
import { anyOf, type Condition, type Dsl, every, exactly, NOTHING, some } from './condition.ts';
import { ID, TIME } from './document-fields.ts';

/** Beyond these no date is one, for JavaScript and so for a query. */
const FURTHEST = 8.64e15;

export function isTimeField(field: FieldPath): boolean {
  return field.length === 1 && field[0] === 'timestamp';
}

/** The record's time compared with a time, a text in ISO 8601 or epoch milliseconds; nothing for what is no time. */
export function timeIs(operator: CompareOperator, literal: Value): Condition {
  const time = typeof literal === 'number' ? literal : Date.parse(String(literal));
  if (Number.isNaN(time) || Math.abs(time) > FURTHEST) return exactly(NOTHING);
  switch (operator) {
    case '<':
      return exactly(timeRange({ lt: Math.ceil(time) }));
    case '<=':
      return exactly(timeRange({ lte: Math.floor(time) }));
    case '>':
      return exactly(timeRange({ gt: Math.floor(time) }));
    case '>=':
      return exactly(timeRange({ gte: Math.ceil(time) }));
    default:
      return exactly(Number.isInteger(time) ? timeRange({ gte: time, lte: time }) : NOTHING);
  }
}

export function timeIsAny(literals: readonly Value[]): Condition {
  return anyOf(literals.map((literal) => timeIs('=', literal)));
}

/** Times from one, inclusive, to another, exclusive, and behind a cursor in an order. */
export function boundsToDsl(bounds: {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly behind?: CursorPlace | undefined;
  readonly order: 'newest' | 'oldest';
}): Dsl {
  const { from, to, behind, order } = bounds;
  const parts: Dsl[] = [];
  if (from !== undefined) parts.push(timeRange({ gte: Math.ceil(clamped(from)) }));
  if (to !== undefined) parts.push(timeRange({ lt: Math.ceil(clamped(to)) }));
  if (behind !== undefined) {
    const beyond = order === 'oldest' ? 'gt' : 'lt';
    const same = every([
      timeRange({ gte: behind.timestamp, lte: behind.timestamp }),
      { range: { [ID]: { [beyond]: behind.id } } },
    ]);
    parts.push(some([timeRange({ [beyond]: behind.timestamp }), same]));
  }
  return every(parts);
}

function timeRange(range: Readonly<Record<string, number>>): Dsl {
  return { range: { [TIME]: { ...range, format: 'epoch_millis' } } };
}

function clamped(time: number): number {
  return Math.max(-FURTHEST, Math.min(FURTHEST, time));
}
