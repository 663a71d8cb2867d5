import type { WireRecord } from '@tailrace/core';
import { encodeCursor } from '@tailrace/query';
import type { Answerer } from './answers/answerer.ts';

/** The records behind one in an order, so many at the most. */
export async function neighbours(
  answerer: Answerer,
  record: WireRecord,
  order: 'newest' | 'oldest',
  count: number,
): Promise<readonly WireRecord[]> {
  if (count < 1) return [];
  const deadline = answerer.deadline({});
  const found: WireRecord[] = [];
  const query = {
    filter: { type: 'everything' },
    pipes: [],
    cursor: encodeCursor(record),
    order,
    limit: count,
  } as const;
  try {
    for await (const neighbour of answerer.records(query, deadline)) found.push(neighbour);
    return found;
  } catch (error) {
    throw deadline.judge(error);
  } finally {
    deadline.end();
  }
}
