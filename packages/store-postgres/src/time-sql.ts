import { sql, type Sql } from './sql.ts';

/** Years that every record lies in. */
const EARLIEST = Date.parse('0001-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** A time from whole epoch milliseconds; beyond what records can have it is before or after them all. */
export function timeSql(millis: number): Sql {
  return sql`${timeText(millis)}::timestamptz`;
}

/** The same as a text that PostgreSQL reads. */
export function timeText(millis: number): string {
  if (millis < EARLIEST) return '-infinity';
  return millis > LATEST ? 'infinity' : new Date(millis).toISOString();
}

/** Reads a time as a session in UTC with ISO dates writes it: `2026-03-14 09:00:00.12+00`. */
export function isoOfText(text: string): string {
  // 10 characters of the date, 8 of the time of day, and up to six digits of a fraction.
  const fraction = text.length > 22 && text[19] === '.' ? text.slice(20, text.indexOf('+', 20)) : '';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}
