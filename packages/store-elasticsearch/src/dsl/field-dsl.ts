import { type FieldPath, foldCase, literalForms, requiredLiterals, type Value, wildcardParts } from '@tailrace/query';
import { isWellFormed } from '../document/message-words.ts';
import { sortableNumber } from '../document/sortable-number.ts';
import { isMarked, keyOf, MAX_TEXT, numberToken, SAID, stem, textToken } from '../document/token.ts';
import {
  allOf,
  anyOf,
  atMost,
  type Condition,
  type Dsl,
  every,
  EVERYTHING,
  exactly,
  noneOf,
  NOTHING,
  some,
  UNKNOWN,
} from './condition.ts';
import { ID, KEYS } from './document-fields.ts';
import {
  mappedAs,
  mappedExists,
  mappedNumberIs,
  mappedNumberIsOrdered,
  mappedTextIs,
  mappedTextIsOrdered,
  mappedTextMatches,
  type Ordered,
} from './mapped-dsl.ts';
import { boundedRange, type Range } from './range.ts';
import { matchesWord, wildcardQuery } from './wildcard-dsl.ts';

/** Elasticsearch takes 65,536 terms in one query at the most. */
const MAX_TERMS = 10_000;

/** Asks something of a field by its key in tokens. */
type Ask = (key: string) => Condition;

/** The field is there. */
export function fieldExists(field: FieldPath): Condition {
  return mappedAs(field) === undefined ? ofField(field, () => exactly(EVERYTHING)) : mappedExists(field);
}

/** The field has a value that equals one of these. */
export function fieldEquals(field: FieldPath, literals: readonly Value[]): Condition {
  const { texts, numbers } = literalForms(literals);
  if ([...texts].some((text) => isMarked(text))) return UNKNOWN;
  if (texts.size + numbers.size > MAX_TERMS) return atMost(fieldExists(field).upper);
  if (mappedAs(field) === 'text') return mappedTextIs(field, texts);
  if (mappedAs(field) === 'number') return mappedNumberIs(field, numbers);
  return ofField(field, (key) => {
    const terms = [
      ...Array.from(texts, (text) => textToken(key, text)),
      ...['true', 'false'].filter((word) => texts.has(word)).map((word) => stem(key, SAID.boolean) + word),
      ...Array.from(numbers, (number) => numberToken(key, number)),
    ];
    const keys: Dsl = { terms: { [KEYS]: terms } };
    return exactly(isId(field) ? some([{ terms: { [ID]: [...texts] } }, keys]) : keys);
  });
}

/** The field has a value on one side of another: a number beside numbers and what spells them, a text beside texts. */
export function fieldIsOrdered(
  field: FieldPath,
  bounds: readonly { readonly operator: Ordered; readonly value: Value }[],
): Condition {
  if (isId(field)) return UNKNOWN;
  const numbers = bounds.every(({ value }) => typeof value === 'number');
  const texts = bounds.every(({ value }) => typeof value === 'string');
  if (!numbers && !texts) {
    // Bounds of two kinds, each of which a value must meet.
    const each = bounds.map((bound) =>
      typeof bound.value === 'number' || typeof bound.value === 'string'
        ? fieldIsOrdered(field, [bound]).upper
        : NOTHING,
    );
    return atMost(every(each));
  }
  if (
    bounds.some(
      ({ value }) =>
        typeof value === 'string' && (value.length > MAX_TEXT / 2 || !isWellFormed(value) || isMarked(value)),
    )
  ) {
    return UNKNOWN;
  }
  const mapped = mappedAs(field);
  if (mapped === 'number') {
    return numbers
      ? mappedNumberIsOrdered(
          field,
          bounds.map(({ operator, value }) => ({ operator, value: Number(value) })),
        )
      : exactly(NOTHING);
  }
  if (mapped === 'text' && texts) {
    return mappedTextIsOrdered(
      field,
      bounds.map(({ operator, value }) => ({ operator, value: String(value) })),
    );
  }
  return ofField(field, (key) => {
    const said = stem(key, numbers ? SAID.number : SAID.text);
    let range: Range = { gte: said, lt: stem(key, following(numbers ? SAID.number : SAID.text)) };
    for (const { operator, value } of bounds) {
      if (typeof value === 'number' && Number.isNaN(value)) return exactly(NOTHING);
      range = boundedRange(
        range,
        operator,
        numbers ? numberEdge(said, operator, Number(value)) : said + foldCase(String(value)),
      );
    }
    return exactly({ range: { [KEYS]: range } });
  });
}

/** The field has a text, digits or a truth value that matches a pattern with stars. */
export function fieldMatches(field: FieldPath, pattern: string): Condition {
  const parts = wildcardParts(foldCase(pattern));
  if (isId(field) || !isWellFormed(pattern) || isMarked(pattern)) return UNKNOWN;
  const mapped = mappedAs(field);
  // Only the digits of numbers would be looked at.
  if (mapped === 'number') return atMost(fieldExists(field).upper);
  if (parts.length === 1 && (parts[0] ?? '').length > MAX_TEXT) return atMost(fieldExists(field).upper);
  if (mapped === 'text') return mappedTextMatches(field, parts, MAX_TEXT / 2);
  return ofField(field, (key) => {
    const [first = '', ...others] = parts;
    const plain = [SAID.text, SAID.digits].map((said) => wildcardQuery(KEYS, [stem(key, said) + first, ...others]));
    const truths = ['true', 'false'].filter((word) => matchesWord(parts, word));
    const query = some([...plain, ...truths.map((word) => ({ term: { [KEYS]: stem(key, SAID.boolean) + word } }))]);
    const isBeginning = others.length === 1 && others[0] === '' && first.length <= MAX_TEXT / 2;
    if (parts.length === 1 || isBeginning) return exactly(query);
    const long: Dsl = { prefix: { [KEYS]: { value: stem(key, SAID.long) } } };
    return { upper: some([query, long]), lower: query, unless: [long] };
  });
}

/** The field has a text, digits or a truth value with a match of a regular expression: what every match contains. */
export function fieldMatchesRegex(field: FieldPath, pattern: string, ignoreCase: boolean): Condition {
  const literals = requiredLiterals(pattern, ignoreCase);
  if (isId(field) || literals.length === 0) return atMost(fieldExists(field).upper);
  return atMost(every(literals.map((literal) => fieldMatches(field, `*${escaped(literal)}*`).upper)));
}

/** What is asked of a field; of one in attributes also of the name with dots, which stands in for what is not nested. */
function ofField(field: FieldPath, ask: Ask): Condition {
  const key = keyOf(field);
  if (key === undefined) return UNKNOWN;
  const nested = asked(key, ask);
  if (field[0] !== 'attributes' || field.length < 3) return nested;
  const flat = keyOf(['attributes', field.slice(1).join('.')]);
  if (flat === undefined) return UNKNOWN;
  return anyOf([nested, allOf([asked(flat, ask), noneOf(isThere(key))])]);
}

function asked(key: string, ask: Ask): Condition {
  const condition = ask(key);
  return condition.upper === EVERYTHING ? isThere(key) : condition;
}

function isThere(key: string): Condition {
  // Every record has these, and no token says so.
  if (key === 'timestamp' || key === 'message' || key === 'id') return exactly(EVERYTHING);
  return exactly({ prefix: { [KEYS]: { value: stem(key, '') } } });
}

/** Behind a number's digits stands what the value is: '~' is beyond both, so that equal numbers are on the right side. */
function numberEdge(said: string, operator: Ordered, value: number): string {
  return said + sortableNumber(value) + (operator === '<=' || operator === '>' ? '~' : '');
}

/** The letter behind another: tokens that begin with one come before it. */
function following(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) + 1);
}

function escaped(literal: string): string {
  return literal.replaceAll(/[\\*]/g, '\\$&');
}

function isId(field: FieldPath): boolean {
  return field.length === 1 && field[0] === 'id';
}
