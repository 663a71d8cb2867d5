import { parseQuery, printFilter } from '@tailrace/query';
import { type Asked, answerPipes } from '../searching/ask-sources.ts';
import type { ValueCount } from './value-counter.ts';

/** Asks the source itself for the most frequent values of a field; it answers without sending its records. */
export async function answeredTop(asked: Asked, field: string, limit: number): Promise<ValueCount[]> {
  const counted = await table(asked, `count as count by ${field} | sort -count | limit ${limit}`);
  const [total] = await table(asked, 'count as count');
  const all = Number(total?.at(-1) ?? 0);
  return counted.map(([value = null, count]) => ({
    value: typeof value === 'boolean' ? String(value) : value,
    count: Number(count),
    share: all === 0 ? 0 : Number(count) / all,
  }));
}

async function table(asked: Asked, pipes: string): Promise<readonly (readonly (string | number | boolean | null)[])[]> {
  const { question } = asked;
  const query = parseQuery(`${printFilter(question.query.filter)} | ${pipes}`);
  const answer = await answerPipes({ ...asked, question: { ...question, query } });
  return answer.kind === 'table' ? answer.rows : [];
}
