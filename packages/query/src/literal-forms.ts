import type { Value } from './ast.ts';
import { foldCase } from './fold-case.ts';
import { readExactNumeral } from './numeral.ts';

/** What values are compared with: texts without case, and the numbers among them. */
export interface LiteralForms {
  readonly texts: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
}

/** Answers the forms in which a value may equal one of the literals, for every executor; nothing is equal to null. */
export function literalForms(literals: readonly Value[]): LiteralForms {
  const texts = new Set<string>();
  const numbers = new Set<number>();
  for (const literal of literals) {
    if (literal === null) continue;
    const text = foldCase(String(literal));
    const number = typeof literal === 'number' ? literal : readExactNumeral(text);
    texts.add(text);
    if (number !== undefined) numbers.add(number);
  }
  return { texts, numbers };
}
