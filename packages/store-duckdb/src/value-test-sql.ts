import {
  type CompareOperator,
  foldCase,
  literalForms,
  NUMERAL,
  requiredLiterals,
  type Value,
  wildcardParts,
} from '@tailrace/query';
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
  /** A condition on a JSON text that holds wherever a value in it passes, where there is a cheap one. */
  within?(json: string): string | undefined;
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
    within: (json) => {
      const spelled = new Set([...texts, ...[...numbers].map(String)]);
      if (spelled.size === 0 || ![...texts].every(isSpelledAsItIs) || ![...numbers].every(isSpelledOut))
        return undefined;
      return `(${[...spelled].map((text) => containing(text, parameters)(json)).join(' OR ')})`;
    },
  };
}

/** Whether a text stands in JSON as it is, whoever writes it: JavaScript in a line, or DuckDB in a segment. */
export function isSpelledAsItIs(text: string): boolean {
  return /^[ !#-[\]-~]+$/.test(text);
}

/** Smaller numbers, and larger ones, are written with exponents by some. */
const SMALLEST_SPELLED_OUT = 1e-3;

function isSpelledOut(number: number): boolean {
  const size = Math.abs(number);
  return size === 0 || (size >= SMALLEST_SPELLED_OUT && size <= Number.MAX_SAFE_INTEGER);
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
  const seldom = longest(parts.map(caselessPart));
  return (sql) =>
    parts.length === 1
      ? `lower(${sql}) = ${parameters.text(parts[0] ?? '')}`
      : behind(seldom, sql, parameters, `lower(${sql}) LIKE ${parameters.text(like)} ESCAPE '\\'`);
}

/** A text in which something is found, ignoring case. */
export function containing(text: string, parameters: Parameters): (sql: string) => string {
  const folded = foldCase(text);
  const seldom = caselessPart(folded);
  return (sql) =>
    seldom === folded
      ? `contains(${sql}, ${parameters.text(folded)})`
      : behind(seldom, sql, parameters, `contains(lower(${sql}), ${parameters.text(folded)})`);
}

/** A text in which a regular expression is found; DuckDB's are RE2's. */
export function matching(pattern: string, ignoreCase: boolean, parameters: Parameters): (sql: string) => string {
  const literals = requiredLiterals(pattern, ignoreCase);
  const seldom = longest(ignoreCase ? literals.map(caselessPart) : literals);
  return (sql) =>
    behind(seldom, sql, parameters, `regexp_matches(${sql}, ${parameters.text(pattern)}${ignoreCase ? ", 'i'" : ''})`);
}

/** Texts shorter than this are in too many others to be looked for first. */
const SHORTEST_SELDOM = 2;

/**
 * A condition behind a cheaper one that it implies: a text is found as it is in half the time that folding takes, and in
 * less than that of an expression.
 */
function behind(seldom: string, sql: string, parameters: Parameters, condition: string): string {
  if (seldom.length < SHORTEST_SELDOM) return condition;
  return `(contains(${sql}, ${parameters.text(seldom)}) AND ${condition})`;
}

/** The longest part of a folded text that no letter folds to, so that it is in the text as it was. */
function caselessPart(folded: string): string {
  return longest(folded.match(/[\u0020-@[-`{-~]+/g) ?? []);
}

function longest(texts: readonly string[]): string {
  return texts.reduce((found, text) => (text.length > found.length ? text : found), '');
}
