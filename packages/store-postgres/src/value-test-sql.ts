import { type CompareOperator, foldCase, literalForms, NUMERAL, type Value, wildcardParts } from '@tailrace/query';
import { foldedBeside, isUsuallyFolded, usualFold } from './fold-sql.ts';
import { FALSE, fixedSql, isBindable, joinSql, sql, type Sql } from './sql.ts';
import { allOf as allTruths, derive, exactly, NEVER, type Truth, UNSURE } from './truth.ts';
import { translateRegex } from './translate-regex.ts';

/** Whether a value passes, by its type; numbers come as `float8`, booleans as the texts `true` and `false`. */
export interface ValueTest {
  text(value: Sql): Truth;
  number(value: Sql): Truth;
  boolean(value: Sql): Truth;
}

/** Equality of text forms with any of some literals, ignoring case; nothing is equal to null here. */
export function equalToAny(literals: readonly Value[]): ValueTest {
  const { texts, numbers } = literalForms(literals);
  const among = (value: Sql): Truth => {
    const all = [...texts];
    const bindable = all.filter(isBindable);
    const usual = bindable.filter(isUsuallyFolded);
    const conditions = bindable
      .filter((text) => !isUsuallyFolded(text))
      .map((text) => sql`${foldedBeside(value, text)} = ${text}::text`);
    if (usual.length === 1) conditions.push(sql`${usualFold(value)} = ${usual[0] ?? ''}::text`);
    if (usual.length > 1) conditions.push(sql`${usualFold(value)} = ANY(${usual}::text[])`);
    const known = conditions.length === 0 ? FALSE : sql`(${joinSql(conditions, ' OR ')})`;
    return all.every(isBindable) ? exactly(known) : { sure: known, may: UNSURE.may };
  };
  return {
    text: among,
    number: (value) => (numbers.size === 0 ? NEVER : exactly(sql`(${value} = ANY(${[...numbers]}::float8[]))`)),
    boolean: (value) => exactly(sql`(${value} = ANY(${[...texts].filter(isBindable)}::text[]))`),
  };
}

/** Order against a number (numbers and numerals) or a text (strings only, ignoring case). */
export function orderedBy(operator: Exclude<CompareOperator, '=' | '!='>, literal: Value): ValueTest {
  const word = fixedSql(operator);
  if (typeof literal === 'number') {
    return {
      text: (value) =>
        exactly(
          sql`(CASE WHEN ${value} ~ ${NUMERAL_SQL} THEN ${value}::float8 ${word} ${literal}::float8 ELSE FALSE END)`,
        ),
      number: (value) => exactly(sql`(${value} ${word} ${literal}::float8)`),
      boolean: () => NEVER,
    };
  }
  if (typeof literal !== 'string') return { text: () => NEVER, number: () => NEVER, boolean: () => NEVER };
  const text = foldCase(literal);
  return {
    text: (value) => (isBindable(text) ? orderOfText(value, word, text) : UNSURE),
    number: () => NEVER,
    boolean: () => NEVER,
  };
}

/** Where a text has letters beyond ASCII, their case may decide, which only the fold of all letters tells. */
function orderOfText(value: Sql, word: Sql, literal: string): Truth {
  const ordered = sql`lower(${value} COLLATE "C") ${word} ${literal}::text COLLATE "C"`;
  const beyond = sql`${value} ~ '[^\\u0001-\\u007f]'`;
  return { sure: sql`(${ordered} AND NOT ${beyond})`, may: sql`(${ordered} OR ${beyond})` };
}

/** The pattern of strings that are read as numbers, as SQL. */
export const NUMERAL_SQL: Sql = fixedSql(`'${NUMERAL}'`);

/** All of several tests, for one and the same value. */
export function allTests(tests: readonly ValueTest[]): ValueTest {
  return {
    text: (value) => allTruths(tests.map((test) => test.text(value))),
    number: (value) => allTruths(tests.map((test) => test.number(value))),
    boolean: (value) => allTruths(tests.map((test) => test.boolean(value))),
  };
}

/** A test of texts, applied to what has a text: strings, whole numbers, booleans. */
export function textual(test: (text: Sql) => Truth): ValueTest {
  return {
    text: test,
    number: (value) =>
      derive(
        [test(sql`(${value})::bigint::text`)],
        ([inner]) =>
          sql`(CASE WHEN ${value} = floor(${value}) AND abs(${value}) <= 9007199254740991 THEN ${inner ?? FALSE} ELSE FALSE END)`,
      ),
    boolean: test,
  };
}

/** A whole text against a wildcard pattern, ignoring case. */
export function wildcard(pattern: string): (text: Sql) => Truth {
  const folded = foldCase(pattern);
  if (!isBindable(folded)) return () => UNSURE;
  const parts = wildcardParts(folded);
  const [only = ''] = parts;
  if (parts.length === 1) return (text) => exactly(sql`(${foldedBeside(text, only)} = ${only}::text)`);
  const like = parts.map(escapeLike).join('%');
  return (text) => exactly(sql`(${foldedBeside(text, parts.join(''))} LIKE ${like}::text)`);
}

/** A text in which something is found, ignoring case. */
export function containing(words: string): (text: Sql) => Truth {
  const folded = foldCase(words);
  if (!isBindable(folded)) return () => UNSURE;
  return (text) => exactly(sql`(${foldedBeside(text, folded)} LIKE ${`%${escapeLike(folded)}%`}::text)`);
}

/** A text in which a regular expression is found; what PostgreSQL's own cannot say exactly is left to the reader. */
export function matching(pattern: string, ignoreCase: boolean): (text: Sql) => Truth {
  const translated = translateRegex(pattern, ignoreCase);
  if (translated === undefined) return () => UNSURE;
  return (text) => exactly(sql`((${text} COLLATE "C") ~ ${translated}::text)`);
}

/** Backslashes escape what LIKE would take for its own wildcards. */
export function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
