import type { CompareOperator, FieldPath } from '@tailrace/query';
import { compareText, foldCase, holdsFor } from '@tailrace/query';
import {
  DEFAULT_KIND,
  DEFAULT_WEIGHT,
  MAPPED_INTEGERS,
  MAPPED_TEXTS,
  WEIGHT_FIELD,
} from '../document/mapped-fields.ts';
import { SAID, stem, textToken } from '../document/token.ts';
import { atMost, type Condition, type Dsl, EVERYTHING, exactly, NOTHING, some } from './condition.ts';
import { KEYS } from './document-fields.ts';
import { boundedRange, type Range } from './range.ts';
import { matchesWord, wildcardQuery } from './wildcard-dsl.ts';

export type Ordered = Exclude<CompareOperator, '=' | '!='>;

/** Fields that every record has, also where it does not say so. */
const ALWAYS = new Set(['level', 'severity', 'kind', WEIGHT_FIELD]);

/** What kind of index of its own a field has. */
export function mappedAs(field: FieldPath): 'text' | 'number' | undefined {
  const [root = ''] = field;
  if (field.length !== 1) return undefined;
  if (MAPPED_TEXTS.has(root)) return 'text';
  return MAPPED_INTEGERS.has(root) || root === WEIGHT_FIELD ? 'number' : undefined;
}

export function mappedExists([root = '']: FieldPath): Condition {
  return exactly(ALWAYS.has(root) ? EVERYTHING : { exists: { field: root } });
}

/** The index holds texts as they are written; of those that case changes a token holds the folded one. */
export function mappedTextIs([root = '']: FieldPath, texts: ReadonlySet<string>): Condition {
  return exactly(
    some([
      { terms: { [root]: [...texts] } },
      { terms: { [KEYS]: Array.from(texts, (text) => textToken(root, text)) } },
      unsaid(root, texts.has(DEFAULT_KIND)),
    ]),
  );
}

/** A folded pattern that matches a text as it is written matches it folded, too. */
export function mappedTextMatches([root = '']: FieldPath, parts: readonly string[], longest: number): Condition {
  const [first = '', ...others] = parts;
  const query = some([
    wildcardQuery(root, parts),
    wildcardQuery(KEYS, [stem(root, SAID.text) + first, ...others]),
    unsaid(root, matchesWord(parts, DEFAULT_KIND)),
  ]);
  if (others.length === 0 || (others.length === 1 && others[0] === '' && first.length <= longest))
    return exactly(query);
  const long: Dsl = { prefix: { [KEYS]: { value: stem(root, SAID.long) } } };
  return { upper: some([query, long]), lower: query, unless: [long] };
}

/** Texts as they are written stand elsewhere in an order than folded ones: what is found may be too much. */
export function mappedTextIsOrdered(
  [root = '']: FieldPath,
  bounds: readonly { readonly operator: Ordered; readonly value: string }[],
): Condition {
  const said = stem(root, SAID.text);
  let written: Range = {};
  let folded: Range = { gte: said, lt: `${said}\u{10ffff}` };
  for (const { operator, value } of bounds) {
    const edge = foldCase(value);
    written = boundedRange(written, operator, edge);
    folded = boundedRange(folded, operator, said + edge);
  }
  const isDefault = bounds.every(({ operator, value }) =>
    holdsFor(operator)(compareText(DEFAULT_KIND, foldCase(value))),
  );
  return atMost(some([{ range: { [root]: written } }, { range: { [KEYS]: folded } }, unsaid(root, isDefault)]));
}

export function mappedNumberIs([root = '']: FieldPath, numbers: ReadonlySet<number>): Condition {
  const wanted = [...numbers].filter((number) => root === WEIGHT_FIELD || Number.isSafeInteger(number));
  const among: Dsl = wanted.length === 0 ? NOTHING : { terms: { [root]: wanted } };
  return exactly(some([among, unsaid(root, numbers.has(DEFAULT_WEIGHT))]));
}

export function mappedNumberIsOrdered(
  [root = '']: FieldPath,
  bounds: readonly { readonly operator: Ordered; readonly value: number }[],
): Condition {
  let range: Range = {};
  for (const { operator, value } of bounds) {
    if (Number.isNaN(value)) return exactly(NOTHING);
    const bound = root === WEIGHT_FIELD ? { operator, edge: value } : wholeBound(operator, value);
    if (bound === 'none') return exactly(NOTHING);
    if (bound !== 'all') range = boundedRange(range, bound.operator, bound.edge);
  }
  const isDefault = bounds.every(({ operator, value }) => holdsFor(operator)(DEFAULT_WEIGHT - value));
  const among: Dsl = Object.keys(range).length === 0 ? { exists: { field: root } } : { range: { [root]: range } };
  return exactly(some([among, unsaid(root, isDefault)]));
}

/** The same bound as a whole number, for whole numbers that are exact. */
function wholeBound(operator: Ordered, value: number): { operator: Ordered; edge: number } | 'all' | 'none' {
  const isLower = operator === '>' || operator === '>=';
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return isLower === value > 0 ? 'none' : 'all';
  if (isLower) return { operator: '>=', edge: operator === '>' ? Math.floor(value) + 1 : Math.ceil(value) };
  return { operator: '<=', edge: operator === '<' ? Math.ceil(value) - 1 : Math.floor(value) };
}

/** Records that do not say what a field is, where what it then is passes. */
function unsaid(root: string, passes: boolean): Dsl {
  const hasDefault = root === 'kind' || root === WEIGHT_FIELD;
  return passes && hasDefault ? { bool: { must_not: [{ exists: { field: root } }] } } : NOTHING;
}
