import { type CompareOperator, foldCase, literalForms, NUMERAL, type Value, wildcardParts } from '@tailrace/query';
import type { Parameters } from './parameters.ts';

/** What a filter asks of one value, as SQL for each type the value may have; the SQL may be NULL only where its value is. */
export interface ValueTest {
  /** Whether numbers, booleans and texts in lower case are compared as they are. */
  readonly isPlain?: boolean;
  text(sql: string): string;
  /** The same for a column whose texts are all in lower case; it can be skipped by its smallest and largest value then. */
  folded?(sql: string): string;
  number(sql: string): string;
  boolean(sql: string): string;
}

const NEVER = 'FALSE';

/** The text of a number for wildcards and expressions: whole numbers that JavaScript holds exactly, by their digits. */
function digits(sql: string): string {
  return `CASE WHEN ${sql} = trunc(${sql}) AND abs(${sql}) <= 9007199254740991 THEN (${sql})::BIGINT::VARCHAR END`;
}

/** Equality of text forms, ignoring case; nothing is equal to null here. */
export function equalToAny(literals: readonly Value[], parameters: Parameters): ValueTest {
  const { texts, numbers } = literalForms(literals);
  return {
    isPlain: true,
    text: (sql) => amongst(`lower(${sql})`, literalsOf(texts, parameters)),
    folded: (sql) => amongst(sql, literalsOf(texts, parameters)),
    number: (sql) =>
      amongst(
        sql,
        [...numbers].map((number) => parameters.number(number)),
      ),
    boolean: (sql) =>
      amongst(
        sql,
        [...texts].filter((text) => text === 'true' || text === 'false').map((text) => text.toUpperCase()),
      ),
  };
}

function literalsOf(texts: ReadonlySet<string>, parameters: Parameters): string[] {
  return [...texts].map((text) => parameters.text(text));
}

function amongst(sql: string, literals: readonly string[]): string {
  if (literals.length === 0) return NEVER;
  return literals.length === 1 ? `${sql} = ${literals[0]}` : `${sql} IN (${literals.join(', ')})`;
}

/** Order against a number (numbers and numerals) or a text (strings only, ignoring case). */
export function orderedBy(
  operator: Exclude<CompareOperator, '=' | '!='>,
  literal: Value,
  parameters: Parameters,
): ValueTest {
  if (typeof literal === 'number') {
    return {
      isPlain: true,
      text: (sql) => `${numeralOf(sql)} ${operator} ${parameters.number(literal)}`,
      number: (sql) => `${sql} ${operator} ${parameters.number(literal)}`,
      boolean: () => NEVER,
    };
  }
  if (typeof literal !== 'string') return { text: () => NEVER, number: () => NEVER, boolean: () => NEVER };
  return {
    text: (sql) => `lower(${sql}) ${operator} ${parameters.text(foldCase(literal))}`,
    number: () => NEVER,
    boolean: () => NEVER,
  };
}

/** The number that a text spells as a plain numeral, NULL for every other. */
export function numeralOf(sql: string): string {
  return `CASE WHEN regexp_matches(${sql}, '${NUMERAL}') THEN TRY_CAST(${sql} AS DOUBLE) END`;
}

/** All of several tests, for one and the same value. */
export function allOf(tests: readonly ValueTest[]): ValueTest {
  const join = (parts: readonly string[]) => `(${parts.join(' AND ')})`;
  return {
    text: (sql) => join(tests.map((test) => test.text(sql))),
    number: (sql) => join(tests.map((test) => test.number(sql))),
    boolean: (sql) => join(tests.map((test) => test.boolean(sql))),
  };
}

/** A test of texts, applied to what has a text: strings, whole numbers, booleans. */
export function textual(test: (sql: string) => string): ValueTest {
  return { text: test, number: (sql) => test(`(${digits(sql)})`), boolean: (sql) => test(`(${sql})::VARCHAR`) };
}

/** A whole text against a wildcard pattern, ignoring case. */
export function wildcard(pattern: string, parameters: Parameters): (sql: string) => string {
  const parts = wildcardParts(foldCase(pattern));
  // Backslashes escape what LIKE would take for its own wildcards.
  const like = parts.map((part) => part.replaceAll(/[\\%_]/g, '\\$&')).join('%');
  if (parts.length === 1) return (sql) => `lower(${sql}) = ${parameters.text(parts[0] ?? '')}`;
  return (sql) => `lower(${sql}) LIKE ${parameters.text(like)} ESCAPE '\\'`;
}

/** A text in which something is found, ignoring case. */
export function containing(text: string, parameters: Parameters): (sql: string) => string {
  return (sql) => `contains(lower(${sql}), ${parameters.text(foldCase(text))})`;
}

/** A text in which a regular expression is found; DuckDB's are RE2's. */
export function matching(pattern: string, ignoreCase: boolean, parameters: Parameters): (sql: string) => string {
  return (sql) => `regexp_matches(${sql}, ${parameters.text(pattern)}${ignoreCase ? ", 'i'" : ''})`;
}
