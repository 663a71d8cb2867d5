import { nearestName, SEVERITY_OF_LEVEL } from '@tailrace/core';
import type { CompareOperator, FieldPath, FilterNode, Value } from './ast.ts';
import { allOf, anyOf, noneOf } from './combine-filters.ts';
import type { Word } from './lexer.ts';
import { knownSeverity, sameLevelWords } from './level-words.ts';
import { readExactNumeral, readNumeral } from './numeral.ts';
import { parseTimeSpan, type TimeSpan } from './relative-time.ts';
import { SyntaxProblem } from './syntax-error.ts';
import { parseByteSize, parseDuration } from './units.ts';

/** One end of a range: a word, or nothing where it is open. */
export interface RangeEnd {
  readonly word?: Word;
  readonly inclusive: boolean;
}

export type OrderOperator = Exclude<CompareOperator, '=' | '!='>;

/** Reads a word as the value that `=` compares with: a number only where it is written as numbers are. */
export function literalOf(word: Word): Value {
  if (word.quoted) return word.text;
  if (word.text === 'true') return true;
  if (word.text === 'false') return false;
  if (word.text === 'null') return null;
  return readExactNumeral(word.text) ?? word.text;
}

/** `field:word`: equality, existence or a wildcard, with what is particular to levels and times. */
export function equalTo(field: FieldPath, word: Word, now: number): FilterNode {
  if (!word.quoted && /^\*+$/.test(word.pattern)) return { type: 'exists', field };
  if (isTimestamp(field)) return withinSpan(field, word, now);
  if (word.wild) return { type: 'wildcard', field, pattern: word.pattern };
  if (isLevel(field) && !word.quoted) {
    const words = sameLevelWords(word.text);
    if (words.length > 1) return { type: 'in', field, values: words };
    return { type: 'compare', field, operator: '=', value: literalOf(word) };
  }
  return { type: 'compare', field, operator: '=', value: literalOf(word) };
}

/** `field!=word`: the field is there and does not match. */
export function differentFrom(field: FieldPath, word: Word, now: number): FilterNode {
  const equal = equalTo(field, word, now);
  return equal.type === 'compare' ? { ...equal, operator: '!=' } : butNot(field, equal);
}

/** The field is there, and the filter does not hold; `!=` for everything that is not one plain value. */
export function butNot(field: FieldPath, filter: FilterNode): FilterNode {
  if (filter.type === 'exists') return noneOf(filter);
  // Level and time are in every record, and a severity is a level's.
  if (isLevel(field) || isTimestamp(field)) return noneOf(filter);
  return allOf([{ type: 'exists', field }, noneOf(filter)]);
}

/** `field>word` and its like. */
export function ordered(field: FieldPath, operator: OrderOperator, word: Word, now: number): FilterNode {
  if (isTimestamp(field)) return orderedTime(field, operator, spanOf(word, now));
  if (isSeverity(field) && !word.quoted) {
    const severity = severityOf(field, word);
    if (severity !== undefined) return { type: 'severity', operator, severity };
  }
  return { type: 'compare', field, operator, value: orderedValue(word) };
}

/** `field:[a TO b]`. */
export function between(field: FieldPath, from: RangeEnd, to: RangeEnd, now: number): FilterNode {
  const { word: low } = from;
  const { word: high } = to;
  if (low === undefined && high === undefined) return { type: 'exists', field };
  const lowOperator = from.inclusive ? '>=' : '>';
  const highOperator = to.inclusive ? '<=' : '<';
  if (
    isTimestamp(field) ||
    (isSeverity(field) && [low, high].some((word) => word?.quoted === false && severityOf(field, word) !== undefined))
  ) {
    const lowNode = low === undefined ? [] : [ordered(field, lowOperator, low, now)];
    const highNode = high === undefined ? [] : [ordered(field, highOperator, high, now)];
    return allOf([...lowNode, ...highNode]);
  }
  return {
    type: 'range',
    field,
    from: low === undefined ? null : orderedValue(low),
    to: high === undefined ? null : orderedValue(high),
    fromInclusive: low === undefined || from.inclusive,
    toInclusive: high === undefined || to.inclusive,
  };
}

/** Any of several filters on one field; plain values become one `in`. */
export function anyOfField(field: FieldPath, filters: readonly FilterNode[]): FilterNode {
  const values: Value[] = [];
  for (const filter of filters) {
    if (filter.type === 'in') values.push(...filter.values);
    else if (filter.type === 'compare' && filter.operator === '=') values.push(filter.value);
    else return anyOf(filters);
  }
  const different = values.filter((value, index) => values.indexOf(value) === index);
  const [only] = different;
  if (different.length === 1 && only !== undefined) return { type: 'compare', field, operator: '=', value: only };
  return { type: 'in', field, values: different };
}

function orderedValue(word: Word): string | number {
  if (word.wild) throw new SyntaxProblem('A star has no order: compare with a number or a word.', word.from, word.to);
  if (word.quoted) return word.text;
  return readNumeral(word.text) ?? parseDuration(word.text) ?? parseByteSize(word.text) ?? word.text;
}

/** The severity that a level's word or, on `severity`, a name stands for; numbers are compared as numbers. */
function severityOf(field: FieldPath, word: Word): number | undefined {
  const severity = knownSeverity(word.text);
  if (severity !== undefined) return severity;
  if (field[0] === 'severity' || readNumeral(word.text) !== undefined) return undefined;
  const nearest = nearestName(word.text, Object.keys(SEVERITY_OF_LEVEL));
  const hint = nearest === undefined ? '' : ` Did you mean '${nearest}'?`;
  throw new SyntaxProblem(`'${word.text}' is not a level that has an order.${hint}`, word.from, word.to);
}

/** `timestamp:2026-11-22`: all of that day; an instant would find next to nothing, so it must be written in full. */
function withinSpan(field: FieldPath, word: Word, now: number): FilterNode {
  const { from, to } = spanOf(word, now);
  if (to !== undefined) return allOf([orderedTime(field, '>=', { from }), orderedTime(field, '<', { from: to })]);
  if (/^(?:\d{4}-|\d+$)/.test(word.text)) return { type: 'compare', field, operator: '=', value: isoTime(from) };
  const message = `'${word.text}' is one instant. For everything since then write timestamp>=${word.text}`;
  throw new SyntaxProblem(`${message}.`, word.from, word.to);
}

/** Where a time names a stretch, "after" it begins at its end, and "up to" it ends there. */
function orderedTime(field: FieldPath, operator: OrderOperator, { from, to }: TimeSpan): FilterNode {
  if (to === undefined || operator === '>=' || operator === '<') {
    return { type: 'compare', field, operator, value: isoTime(from) };
  }
  return { type: 'compare', field, operator: operator === '>' ? '>=' : '<', value: isoTime(to) };
}

function isoTime(time: number): string {
  return new Date(time).toISOString();
}

function spanOf(word: Word, now: number): TimeSpan {
  const span = parseTimeSpan(word.text, now);
  if (span !== undefined) return span;
  const message = `'${word.text}' is not a time: write 2026-11-22, 2026-11-22T10:30, -15m or today.`;
  throw new SyntaxProblem(message, word.from, word.to);
}

function isTimestamp(field: FieldPath): boolean {
  return field.length === 1 && field[0] === 'timestamp';
}

function isLevel(field: FieldPath): boolean {
  return field.length === 1 && field[0] === 'level';
}

function isSeverity(field: FieldPath): boolean {
  return isLevel(field) || (field.length === 1 && field[0] === 'severity');
}
