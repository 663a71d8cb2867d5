import type { FieldPlace } from './field-sql.ts';
import { isoTime } from './field-sql.ts';
import { numeralOf } from './value-test-sql.ts';

/** A value as records are grouped, sorted and told apart by: a number, or else a text. Both are NULL where it has none. */
export interface GroupCell {
  readonly number: string;
  readonly text: string;
}

/** How texts that spell a number are taken. */
export type NumeralRule =
  /** Only what is written as JavaScript writes numbers is one: `5`, not `5.0`. */
  | 'exact'
  /** Every plain numeral is one. */
  | 'any'
  /** A text stays a text; the caller sees to numerals in the result. */
  | 'none';

/** The cell of a field: at most one of its places holds a value. */
export function groupCellOf(places: readonly FieldPlace[], rule: NumeralRule): GroupCell {
  const cells = places.map((place) => cellOf(place, rule));
  return {
    number: firstOf(
      cells.map(({ number }) => number),
      'DOUBLE',
    ),
    text: firstOf(
      cells.map(({ text }) => text),
      'VARCHAR',
    ),
  };
}

/** The number that a field's value is or spells, for sums and percentiles. */
export function numberOf(places: readonly FieldPlace[]): string {
  return firstOf(
    places.map((place) => (place.kind === 'time' ? `epoch_ms(${place.sql})::DOUBLE` : cellOf(place, 'any').number)),
    'DOUBLE',
  );
}

function cellOf({ kind, sql }: FieldPlace, rule: NumeralRule): GroupCell {
  switch (kind) {
    case 'number':
      return { number: sql, text: NO_TEXT };
    case 'boolean':
      return { number: NO_NUMBER, text: `(${sql})::VARCHAR` };
    case 'time':
      return { number: NO_NUMBER, text: isoTime(sql) };
    case 'text':
    case 'folded':
      return textCell(sql, rule);
    default: {
      const inText = textCell(`(held ->> '$')`, rule);
      return {
        number: ofHeld(
          sql,
          `CASE WHEN ${FIRST} = '"' THEN ${inText.number} WHEN ${FIRST} IN ('t', 'f', 'n', '[', '{') THEN NULL ELSE TRY_CAST(held AS DOUBLE) END`,
        ),
        text: ofHeld(
          sql,
          `CASE WHEN ${FIRST} = '"' THEN ${inText.text} WHEN ${FIRST} IN ('t', 'f') THEN held::VARCHAR END`,
        ),
      };
    }
  }
}

/** The first character of a JSON value, which tells its type. */
const FIRST = 'left(held, 1)';

/** An expression over a value as the one element of a list: it is parsed once, and not for each time it is named. */
function ofHeld(sql: string, expression: string): string {
  return `list_transform([${sql}], lambda held: ${expression})[1]`;
}

function textCell(sql: string, rule: NumeralRule): GroupCell {
  if (rule === 'none') return { number: NO_NUMBER, text: sql };
  const number = rule === 'exact' ? exactNumeralOf(sql) : numeralOf(sql);
  return { number, text: `CASE WHEN ${number} IS NULL THEN ${sql} END` };
}

/** Leading zeros, trailing zeros behind a point and `-0` are written otherwise by JavaScript. */
const EXACT = '^-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?$';

/** The number of a text that is written as JavaScript would write that number. */
function exactNumeralOf(sql: string): string {
  const number = `TRY_CAST(${sql} AS DOUBLE)`;
  const written = `${number}::VARCHAR IN (${sql}, concat(${sql}, '.0'))`;
  return `CASE WHEN regexp_matches(${sql}, '${EXACT}') AND ${sql} <> '-0' AND ${written} THEN ${number} END`;
}

const NO_NUMBER = 'NULL::DOUBLE';
const NO_TEXT = 'NULL::VARCHAR';

function firstOf(parts: readonly string[], type: 'DOUBLE' | 'VARCHAR'): string {
  const none = type === 'DOUBLE' ? NO_NUMBER : NO_TEXT;
  const some = parts.filter((part) => part !== none);
  if (some.length === 0) return none;
  return some.length === 1 ? `(${some[0]})` : `coalesce(${some.join(', ')})`;
}
