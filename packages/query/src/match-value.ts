import type { CompareOperator, Value } from './ast.ts';
import { compareText } from './compare-cells.ts';
import { foldCase } from './fold-case.ts';
import { literalForms } from './literal-forms.ts';
import { readExactNumeral, readNumeral } from './numeral.ts';
import { wildcardParts } from './wildcard.ts';

/** Whether one value of a field passes; arrays are taken apart before. */
export type ValueTest = (value: unknown) => boolean;

const never: ValueTest = () => false;

/** Equality of text forms, ignoring case; nothing is equal to null here. */
export function equalTo(literal: Value): ValueTest {
  if (literal === null) return never;
  const text = foldCase(String(literal));
  const number = typeof literal === 'number' ? literal : readExactNumeral(text);
  return (value) => {
    switch (typeof value) {
      case 'string':
        return value === text || (value.length === text.length && foldCase(value) === text);
      case 'number':
        return value === number;
      case 'boolean':
        return String(value) === text;
      default:
        return false;
    }
  };
}

/** The same as `equalTo` for any of several literals. */
export function equalToAny(literals: readonly Value[]): ValueTest {
  const { texts, numbers } = literalForms(literals);
  return (value) => {
    switch (typeof value) {
      case 'string':
        return texts.has(foldCase(value));
      case 'number':
        return numbers.has(value);
      case 'boolean':
        return texts.has(String(value));
      default:
        return false;
    }
  };
}

/** Order against a number (numbers and numerals) or a text (strings only, ignoring case). */
export function orderedBy(operator: Exclude<CompareOperator, '=' | '!='>, literal: Value): ValueTest {
  const holds = holdsFor(operator);
  if (typeof literal === 'number') {
    return (value) => {
      const number = numberOf(value);
      return number !== undefined && holds(number - literal);
    };
  }
  if (typeof literal !== 'string') return never;
  const text = foldCase(literal);
  return (value) => typeof value === 'string' && holds(compareText(foldCase(value), text));
}

/**
 * Makes what tells whether the result of a comparison (negative, zero, positive) satisfies an operator.
 *
 * @example
 * holdsFor('<=')(compareText('a', 'b')); // true
 */
export function holdsFor(operator: CompareOperator): (comparison: number) => boolean {
  switch (operator) {
    case '=':
      return (comparison) => comparison === 0;
    case '!=':
      return (comparison) => comparison !== 0;
    case '<':
      return (comparison) => comparison < 0;
    case '<=':
      return (comparison) => comparison <= 0;
    case '>':
      return (comparison) => comparison > 0;
    default:
      return (comparison) => comparison >= 0;
  }
}

/** A whole text against a wildcard pattern, ignoring case. */
export function wildcardTest(pattern: string): (text: string) => boolean {
  const parts = wildcardParts(foldCase(pattern));
  const first = parts[0] ?? '';
  if (parts.length === 1) return (text) => foldCase(text) === first;
  const last = parts.at(-1) ?? '';
  const between = parts.slice(1, -1).filter((part) => part !== '');
  const shortest = parts.reduce((sum, part) => sum + part.length, 0);
  return (text) => {
    const folded = foldCase(text);
    if (folded.length < shortest || !folded.startsWith(first) || !folded.endsWith(last)) return false;
    let position = first.length;
    for (const part of between) {
      const found = folded.indexOf(part, position);
      if (found === -1) return false;
      position = found + part.length;
    }
    return position <= folded.length - last.length;
  };
}

/** A test of texts, applied to what has a text: strings, whole numbers, booleans. */
export function textTest(test: (text: string) => boolean): ValueTest {
  return (value) => {
    if (typeof value === 'string') return test(value);
    if (typeof value === 'boolean' || Number.isSafeInteger(value)) return test(String(value));
    return false;
  };
}

/** The number that a value is or, as a plain numeral, spells. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' ? readNumeral(value) : undefined;
}
