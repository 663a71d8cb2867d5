import { type CompareOperator, type FieldPath, type FilterNode, type Value, wildcardParts } from '@tailrace/query';
import {
  allOf,
  anyOf,
  atMost,
  type Condition,
  every,
  EVERYTHING,
  exactly,
  noneOf,
  NOTHING,
  UNKNOWN,
} from './condition.ts';
import { fieldEquals, fieldExists, fieldIsOrdered, fieldMatches, fieldMatchesRegex } from './field-dsl.ts';
import { messageContains, messageIs, messageMatches, messageMatchesRegex } from './message-dsl.ts';
import { isTimeField, timeIs, timeIsAny } from './time-dsl.ts';

type Node<T extends FilterNode['type']> = Extract<FilterNode, { type: T }>;

/** Answers what Elasticsearch can be asked of a filter; what it cannot is left to the predicate in memory. */
export function filterToDsl(filter: FilterNode): Condition {
  switch (filter.type) {
    case 'everything':
      return exactly(EVERYTHING);
    case 'and':
      return allOf(filter.filters.map(filterToDsl));
    case 'or':
      return anyOf(filter.filters.map(filterToDsl));
    case 'not':
      return noneOf(filterToDsl(filter.filter));
    case 'text':
      return messageContains(filter.text);
    case 'text-wildcard':
      return messageMatches(filter.pattern);
    case 'text-regex':
      return messageMatchesRegex(filter.pattern, filter.ignoreCase);
    case 'severity':
      return severity(filter);
    case 'exists':
      return fieldExists(filter.field);
    case 'compare':
      return compare(filter.field, filter.operator, filter.value);
    case 'in':
      return oneOf(filter);
    case 'range':
      return range(filter);
    case 'wildcard':
      return wildcard(filter);
    case 'regex':
      if (isMessage(filter.field)) return messageMatchesRegex(filter.pattern, filter.ignoreCase);
      return isUnindexed(filter.field) ? UNKNOWN : fieldMatchesRegex(filter.field, filter.pattern, filter.ignoreCase);
    default:
      // A node from a newer parser: the predicate refuses it.
      return UNKNOWN;
  }
}

function severity({ operator, severity: wanted }: Node<'severity'>): Condition {
  switch (operator) {
    case '=':
      return exactly({ term: { severity: wanted } });
    case '!=':
      return noneOf(exactly({ term: { severity: wanted } }));
    case '<':
      return exactly({ range: { severity: { lt: wanted } } });
    case '<=':
      return exactly({ range: { severity: { lte: wanted } } });
    case '>':
      return exactly({ range: { severity: { gt: wanted } } });
    default:
      return exactly({ range: { severity: { gte: wanted } } });
  }
}

function compare(field: FieldPath, operator: CompareOperator, value: Value): Condition {
  if (value === null) {
    if (operator === '=') return noneOf(fieldExists(field));
    return operator === '!=' ? fieldExists(field) : exactly(NOTHING);
  }
  if (operator === '!=') return allOf([fieldExists(field), noneOf(compare(field, '=', value))]);
  if (isTimeField(field)) return timeIs(operator, value);
  if (isMessage(field)) return operator === '=' ? messageIs(String(value)) : UNKNOWN;
  if (isUnindexed(field)) return UNKNOWN;
  if (operator === '=') return fieldEquals(field, [value]);
  if (typeof value === 'boolean') return exactly(NOTHING);
  return fieldIsOrdered(field, [{ operator, value }]);
}

function oneOf({ field, values }: Node<'in'>): Condition {
  const present = values.filter((value) => value !== null);
  const among = isTimeField(field)
    ? timeIsAny(present)
    : isMessage(field)
      ? anyOf(present.map((value) => messageIs(String(value))))
      : isUnindexed(field)
        ? UNKNOWN
        : fieldEquals(field, present);
  return present.length === values.length ? among : anyOf([noneOf(fieldExists(field)), among]);
}

function range({ field, from, to, fromInclusive, toInclusive }: Node<'range'>): Condition {
  const bounds = [
    ...(from === null ? [] : [{ operator: fromInclusive ? '>=' : '>', value: from } as const]),
    ...(to === null ? [] : [{ operator: toInclusive ? '<=' : '<', value: to } as const]),
  ];
  if (bounds.length === 0) return fieldExists(field);
  if (isTimeField(field)) return allOf(bounds.map(({ operator, value }) => timeIs(operator, value)));
  if (isMessage(field) || isUnindexed(field)) return UNKNOWN;
  return fieldIsOrdered(field, bounds);
}

function wildcard({ field, pattern }: Node<'wildcard'>): Condition {
  if (isMessage(field)) {
    const parts = wildcardParts(pattern).filter((part) => part !== '');
    return atMost(every(parts.map((part) => messageContains(part).upper)));
  }
  return isUnindexed(field) ? UNKNOWN : fieldMatches(field, pattern);
}

function isMessage(field: FieldPath): boolean {
  return field.length === 1 && field[0] === 'message';
}

/** Fields whose texts no token holds. */
function isUnindexed(field: FieldPath): boolean {
  return isTimeField(field) || (field.length === 2 && field[0] === 'exception' && field[1] === 'stack');
}
