import { type CompareOperator, type FieldPath, type FilterNode, type Value } from '@tailrace/query';
import { type AttributeColumns, existsSql, placesOf, testSql } from './field-sql.ts';
import type { Parameters } from './parameters.ts';
import {
  allOf,
  containing,
  equalToAny,
  matching,
  orderedBy,
  textual,
  type ValueTest,
  wildcard,
} from './value-test-sql.ts';

type Node<T extends FilterNode['type']> = Extract<FilterNode, { type: T }>;

/**
 * Writes a filter as an SQL condition, which is true or false for every record and never NULL. Every literal is a bound
 * parameter, field names included.
 */
export function filterToSql(filter: FilterNode, columns: AttributeColumns, parameters: Parameters): string {
  switch (filter.type) {
    case 'everything':
      return 'TRUE';
    case 'and':
      return joined(filter.filters, ' AND ', 'TRUE', columns, parameters);
    case 'or':
      return joined(filter.filters, ' OR ', 'FALSE', columns, parameters);
    case 'not':
      return `(NOT ${filterToSql(filter.filter, columns, parameters)})`;
    case 'text':
      return containing(filter.text, parameters)('message');
    case 'text-wildcard':
      return wildcard(`*${filter.pattern}*`, parameters)('message');
    case 'text-regex':
      return matching(filter.pattern, filter.ignoreCase, parameters)('message');
    case 'severity':
      return severityTest(filter, parameters);
    case 'exists':
      return existsSql(placesOf(filter.field, columns, parameters));
    case 'compare':
      return comparison(filter, columns, parameters);
    case 'in':
      return among(filter, columns, parameters);
    case 'range':
      return range(filter, columns, parameters);
    case 'wildcard':
      return testSql(placesOf(filter.field, columns, parameters), textual(wildcard(filter.pattern, parameters)));
    default:
      return testSql(
        placesOf(filter.field, columns, parameters),
        textual(matching(filter.pattern, filter.ignoreCase, parameters)),
      );
  }
}

function joined(
  filters: readonly FilterNode[],
  word: ' AND ' | ' OR ',
  empty: string,
  columns: AttributeColumns,
  parameters: Parameters,
): string {
  if (filters.length === 0) return empty;
  return `(${filters.map((filter) => filterToSql(filter, columns, parameters)).join(word)})`;
}

/** Whole numbers keep the column's own type, so that row groups without such a severity are skipped. */
function severityTest({ operator, severity }: Node<'severity'>, parameters: Parameters): string {
  const fits = Number.isInteger(severity) && severity >= 0 && severity <= 255;
  return `severity ${operator} ${fits ? `${parameters.bind(severity)}::UTINYINT` : parameters.number(severity)}`;
}

function comparison(
  { field, operator, value }: Node<'compare'>,
  columns: AttributeColumns,
  parameters: Parameters,
): string {
  const places = placesOf(field, columns, parameters);
  if (value === null) {
    if (operator === '=') return `(NOT ${existsSql(places)})`;
    return operator === '!=' ? existsSql(places) : 'FALSE';
  }
  if (isTime(field)) {
    return operator === '!=' ? `(NOT ${timeTest('=', value, parameters)})` : timeTest(operator, value, parameters);
  }
  if (operator === '!=') return `(${existsSql(places)} AND NOT ${testSql(places, equalToAny([value], parameters))})`;
  return testSql(places, operator === '=' ? equalToAny([value], parameters) : orderedBy(operator, value, parameters));
}

function among({ field, values }: Node<'in'>, columns: AttributeColumns, parameters: Parameters): string {
  const present = values.filter((value) => value !== null);
  const places = placesOf(field, columns, parameters);
  const conditions = isTime(field)
    ? present.map((value) => timeTest('=', value, parameters))
    : [testSql(places, equalToAny(present, parameters))];
  if (present.length < values.length) conditions.push(`(NOT ${existsSql(places)})`);
  return conditions.length === 0 ? 'FALSE' : `(${conditions.join(' OR ')})`;
}

function range(node: Node<'range'>, columns: AttributeColumns, parameters: Parameters): string {
  const { field, from, to } = node;
  const ends: { operator: '<' | '<=' | '>' | '>='; value: Value }[] = [];
  if (from !== null) ends.push({ operator: node.fromInclusive ? '>=' : '>', value: from });
  if (to !== null) ends.push({ operator: node.toInclusive ? '<=' : '<', value: to });
  const places = placesOf(field, columns, parameters);
  if (ends.length === 0) return existsSql(places);
  if (isTime(field))
    return `(${ends.map(({ operator, value }) => timeTest(operator, value, parameters)).join(' AND ')})`;
  const tests: ValueTest[] = ends.map(({ operator, value }) => orderedBy(operator, value, parameters));
  return testSql(places, allOf(tests));
}

/** Times compare as times, to the millisecond. */
function timeTest(operator: Exclude<CompareOperator, '!='>, literal: Value, parameters: Parameters): string {
  const time = timeOf(literal);
  if (time === undefined) return 'FALSE';
  if (Number.isInteger(time)) return `timestamp ${operator} ${parameters.time(time)}`;
  return `epoch_ms(timestamp) ${operator} ${parameters.number(time)}`;
}

/** Epoch milliseconds of a time's literal; undefined where it is none. */
export function timeOf(literal: Value): number | undefined {
  const time = typeof literal === 'number' ? literal : Date.parse(String(literal));
  return Number.isNaN(time) || Math.abs(time) > 8.64e15 ? undefined : time;
}

export function isTime(field: FieldPath): boolean {
  return field.length === 1 && field[0] === 'timestamp';
}
