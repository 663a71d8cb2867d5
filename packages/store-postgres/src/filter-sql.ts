import type { CompareOperator, FieldPath, FilterNode, Value } from '@tailrace/query';
import { existsSql, placeOf, testSql } from './field-sql.ts';
import { fixedSql, sql } from './sql.ts';
import { timeSql } from './time-sql.ts';
import { allOf, ALWAYS, anyOf, exactly, NEVER, not, type Truth } from './truth.ts';
import {
  allTests,
  containing,
  equalToAny,
  matching,
  orderedBy,
  textual,
  type ValueTest,
  wildcard,
} from './value-test-sql.ts';
import { TailraceError } from '@tailrace/core';

type Node<T extends FilterNode['type']> = Extract<FilterNode, { type: T }>;

const MESSAGE = fixedSql('"message"');

/**
 * Writes a filter as SQL, for records that the columns hold as they are.
 *
 * @throws TailraceError `TAILRACE_QUERY_UNSUPPORTED` for a node from a newer parser than this.
 */
export function filterToSql(filter: FilterNode): Truth {
  switch (filter.type) {
    case 'everything':
      return ALWAYS;
    case 'and':
      return allOf(filter.filters.map(filterToSql));
    case 'or':
      return anyOf(filter.filters.map(filterToSql));
    case 'not':
      return not(filterToSql(filter.filter));
    case 'text':
      return containing(filter.text)(MESSAGE);
    case 'text-wildcard':
      return wildcard(`*${filter.pattern}*`)(MESSAGE);
    case 'text-regex':
      return matching(filter.pattern, filter.ignoreCase)(MESSAGE);
    case 'severity':
      return exactly(sql`("severity" ${fixedSql(OPERATORS[filter.operator])} ${filter.severity}::float8)`);
    case 'exists':
      return existsSql(placeOf(filter.field));
    case 'compare':
      return comparison(filter);
    case 'in':
      return among(filter);
    case 'range':
      return range(filter);
    case 'wildcard':
      return testSql(placeOf(filter.field), textual(wildcard(filter.pattern)));
    case 'regex':
      return testSql(placeOf(filter.field), textual(matching(filter.pattern, filter.ignoreCase)));
    default:
      return refused(filter);
  }
}

const OPERATORS: Readonly<Record<CompareOperator, string>> = {
  '=': '=',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function refused(filter: never): never {
  const { type } = filter as { readonly type: string };
  throw new TailraceError('TAILRACE_QUERY_UNSUPPORTED', `The filter '${type}' is not known here.`);
}

function comparison({ field, operator, value }: Node<'compare'>): Truth {
  const place = placeOf(field);
  if (value === null) {
    if (operator === '=') return not(existsSql(place));
    return operator === '!=' ? existsSql(place) : NEVER;
  }
  if (isTime(field)) return operator === '!=' ? not(timeTest('=', value)) : timeTest(operator, value);
  if (operator === '!=') return allOf([existsSql(place), not(testSql(place, equalToAny([value])))]);
  return testSql(place, operator === '=' ? equalToAny([value]) : orderedBy(operator, value));
}

function among({ field, values }: Node<'in'>): Truth {
  const given = values.filter((value) => value !== null);
  const place = placeOf(field);
  const truths = isTime(field) ? given.map((value) => timeTest('=', value)) : [testSql(place, equalToAny(given))];
  if (given.length < values.length) truths.push(not(existsSql(place)));
  return anyOf(truths);
}

function range(node: Node<'range'>): Truth {
  const { field, from, to } = node;
  const ends: { readonly operator: '<' | '<=' | '>' | '>='; readonly value: Value }[] = [];
  if (from !== null) ends.push({ operator: node.fromInclusive ? '>=' : '>', value: from });
  if (to !== null) ends.push({ operator: node.toInclusive ? '<=' : '<', value: to });
  const place = placeOf(field);
  if (ends.length === 0) return existsSql(place);
  if (isTime(field)) return allOf(ends.map(({ operator, value }) => timeTest(operator, value)));
  const tests: ValueTest[] = ends.map(({ operator, value }) => orderedBy(operator, value));
  return testSql(place, allTests(tests));
}

/** Times compare as times; records have whole milliseconds. */
function timeTest(operator: Exclude<CompareOperator, '!='>, literal: Value): Truth {
  const time = typeof literal === 'number' ? literal : Date.parse(String(literal));
  if (Number.isNaN(time) || Math.abs(time) > 8.64e15) return NEVER;
  switch (operator) {
    case '=':
      return Number.isInteger(time) ? exactly(sql`("timestamp" = ${timeSql(time)})`) : NEVER;
    case '<':
      return exactly(sql`("timestamp" < ${timeSql(Math.ceil(time))})`);
    case '<=':
      return exactly(sql`("timestamp" <= ${timeSql(Math.floor(time))})`);
    case '>':
      return exactly(sql`("timestamp" > ${timeSql(Math.floor(time))})`);
    default:
      return exactly(sql`("timestamp" >= ${timeSql(Math.ceil(time))})`);
  }
}

export function isTime(field: FieldPath): boolean {
  return field.length === 1 && field[0] === 'timestamp';
}
