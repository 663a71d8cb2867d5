import {
  type CompareOperator,
  type FieldPath,
  type FilterNode,
  foldCase,
  holdsFor,
  requiredLiterals,
  type Value,
  wildcardParts,
} from '@tailrace/query';
import type { Bloom } from './bloom.ts';
import { keyedColumn, keyOf, keysWithin } from './keys.ts';
import { numberKeysWithin } from './number-keys.ts';
import { isUuidV7, type SegmentSummary } from './segment-index.ts';
import { isTime, timeOf } from './to-sql.ts';

/** False only where no record of the segment can pass the filter; a filter that is not there may have anything. */
export function mayMatch(filter: FilterNode, summary: SegmentSummary, bloom: Bloom | undefined): boolean {
  switch (filter.type) {
    case 'and':
      return filter.filters.every((inner) => mayMatch(inner, summary, bloom));
    case 'or':
      return filter.filters.some((inner) => mayMatch(inner, summary, bloom));
    case 'severity':
      return Object.keys(summary.severities).some((severity) =>
        holdsFor(filter.operator)(Number(severity) - filter.severity),
      );
    case 'text':
      return mayContain(filter.text, summary, bloom);
    case 'text-wildcard':
      return wildcardParts(filter.pattern).every((part) => mayContain(part, summary, bloom));
    case 'text-regex':
      return requiredLiterals(filter.pattern, filter.ignoreCase).every((text) => mayContain(text, summary, bloom));
    case 'compare':
      return mayCompare(filter.field, filter.operator, filter.value, summary, bloom);
    case 'in':
      return filter.values.some((value) => mayCompare(filter.field, '=', value, summary, bloom));
    case 'range':
      return (
        mayHave(filter.field, summary) &&
        (filter.from === null || mayCompare(filter.field, '>=', filter.from, summary, bloom)) &&
        (filter.to === null || mayCompare(filter.field, '<=', filter.to, summary, bloom))
      );
    case 'exists':
    case 'wildcard':
    case 'regex':
      return mayHave(filter.field, summary);
    default:
      return true;
  }
}

/** Whether the bloom filter can say anything about a filter. */
export function needsBloom(filter: FilterNode): boolean {
  switch (filter.type) {
    case 'and':
    case 'or':
      return filter.filters.some(needsBloom);
    case 'text':
      return hasKeys(filter.text);
    case 'text-wildcard':
      return wildcardParts(filter.pattern).some(hasKeys);
    case 'text-regex':
      return requiredLiterals(filter.pattern, filter.ignoreCase).some(hasKeys);
    case 'compare':
      return filter.operator === '=' && filter.value !== null && keyedColumn(filter.field) !== undefined;
    case 'in':
      return keyedColumn(filter.field) !== undefined;
    default:
      return false;
  }
}

function hasKeys(text: string): boolean {
  const folded = foldCase(text);
  return keysWithin(folded).length > 0 || numberKeysWithin(folded).length > 0;
}

function mayContain(text: string, { numberKeys = [] }: SegmentSummary, bloom: Bloom | undefined): boolean {
  if (bloom === undefined) return true;
  const folded = foldCase(text);
  return (
    keysWithin(folded).every((key) => bloom.mayHave(key)) &&
    numberKeysWithin(folded).every((key) => !numberKeys.includes(key.kind) || bloom.mayHave(key))
  );
}

function mayCompare(
  field: FieldPath,
  operator: CompareOperator,
  value: Value,
  summary: SegmentSummary,
  bloom: Bloom | undefined,
): boolean {
  if (value === null) return operator === '=' || mayHave(field, summary);
  if (isTime(field)) return mayHaveTime(operator, timeOf(value), summary);
  const column = keyedColumn(field);
  if (column !== undefined && operator === '=') {
    if (column === 'id' && !mayHaveId(foldCase(String(value)), summary)) return false;
    return bloom === undefined || bloom.mayHave(keyOf(column, String(value)));
  }
  return mayHave(field, summary);
}

/** A UUIDv7 lies within the range of the segment's, unless it was written in capitals there. */
function mayHaveId(folded: string, { minId, maxId, otherIds }: SegmentSummary): boolean {
  if (otherIds || !isUuidV7(folded)) return otherIds;
  return minId !== undefined && maxId !== undefined && folded >= minId && folded <= maxId;
}

function mayHaveTime(
  operator: CompareOperator,
  time: number | undefined,
  { minTime, maxTime }: SegmentSummary,
): boolean {
  if (time === undefined) return operator === '!=';
  switch (operator) {
    case '=':
      return time >= minTime && time <= maxTime;
    case '<':
    case '<=':
      return holdsFor(operator)(minTime - time);
    case '>':
    case '>=':
      return holdsFor(operator)(maxTime - time);
    default:
      return true;
  }
}

/** Whether any record of the segment has an attribute of that name, or one that leads to it. */
function mayHave(field: FieldPath, { promoted, otherKeys }: SegmentSummary): boolean {
  const [root, first, ...deeper] = field;
  if (root !== 'attributes' || first === undefined || otherKeys === undefined) return true;
  const names = deeper.length === 0 ? [first] : [first, field.slice(1).join('.')];
  return names.some((name) => Object.hasOwn(promoted, name) || otherKeys.includes(name));
}
