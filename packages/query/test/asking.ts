import type { WireRecord } from '@tailrace/core';
import { type Answer, answerInMemory, parseQueryStrict, type RecordQuery, type TableAnswer } from '@tailrace/query';

/** A record of a second of 2026. */
export function record(second: number, parts: Partial<WireRecord> = {}): WireRecord {
  return {
    id: `id-${String(second).padStart(3, '0')}`,
    timestamp: new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString(),
    level: 'info',
    severity: 9,
    message: `took ${second} ms`,
    ...parts,
  };
}

/** The answer to a query about records in memory. */
export function ask(text: string, records: readonly WireRecord[], bounds: Partial<RecordQuery> = {}): Promise<Answer> {
  return answerInMemory({ ...parseQueryStrict(text), ...bounds }, records);
}

export async function table(
  text: string,
  records: readonly WireRecord[],
  bounds?: Partial<RecordQuery>,
): Promise<TableAnswer> {
  const answer = await ask(text, records, bounds);
  if (answer.kind !== 'table') throw new Error('not a table');
  return answer;
}

export async function rows(
  text: string,
  records: readonly WireRecord[],
  bounds?: Partial<RecordQuery>,
): Promise<unknown> {
  return (await table(text, records, bounds)).rows;
}

export async function ids(
  text: string,
  records: readonly WireRecord[],
  bounds?: Partial<RecordQuery>,
): Promise<string[]> {
  const answer = await ask(text, records, bounds);
  return answer.kind === 'records' ? answer.records.map(({ id }) => id) : [];
}

/** Records a second apart with these values of `x`, and these weights. */
export const valued = (values: readonly unknown[], weights: readonly number[] = []): WireRecord[] =>
  values.map((x, second) =>
    record(second, {
      ...(x !== undefined && { attributes: { x } }),
      ...(weights[second] !== undefined && { sample_rate: weights[second] }),
    }),
  );
