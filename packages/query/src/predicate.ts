import { TailraceError, type WireRecord } from '@tailrace/core';
import type { CompareOperator, FieldPath, FilterNode, Value } from './ast.ts';
import { foldCase } from './fold-case.ts';
import { equalTo, equalToAny, holdsFor, orderedBy, textTest, type ValueTest, wildcardTest } from './match-value.ts';
import { type FieldReader, fieldReader } from './read-field.ts';
import { compileRegex, type RegexTest } from './regex.ts';

/** Whether a record passes a filter. */
export type Predicate = (record: WireRecord) => boolean;

type Node<T extends FilterNode['type']> = Extract<FilterNode, { type: T }>;

const ISO_LENGTH = 24;

/** What a node costs beside the others: in an `and` or `or` the cheap ones are asked first. */
const COST: Readonly<Record<FilterNode['type'], number>> = {
  everything: 0,
  severity: 1,
  exists: 2,
  compare: 3,
  in: 4,
  range: 4,
  wildcard: 6,
  text: 7,
  'text-wildcard': 8,
  not: 8,
  and: 9,
  or: 9,
  regex: 10,
  'text-regex': 11,
};

/**
 * Compiles a filter into a function of records in wire form, for live tails, files and tests.
 *
 * @throws TailraceError `TAILRACE_QUERY_SYNTAX` for a regular expression that is not valid; the parser lets none by.
 * @example
 * const wanted = compilePredicate(parseQuery('level>=warn').filter);
 * records.filter(wanted);
 */
export function compilePredicate(filter: FilterNode): Predicate {
  switch (filter.type) {
    case 'everything':
      return () => true;
    case 'and':
      return every(inOrderOfCost(filter.filters).map(compilePredicate));
    case 'or':
      return some(inOrderOfCost(filter.filters).map(compilePredicate));
    case 'not': {
      const inner = compilePredicate(filter.filter);
      return (record) => !inner(record);
    }
    case 'text': {
      const needle = foldCase(filter.text);
      return onMessage((message) => foldCase(message).includes(needle));
    }
    case 'text-wildcard':
      return onMessage(wildcardTest(`*${filter.pattern}*`));
    case 'text-regex':
      return onMessage(regexOf(filter));
    case 'severity': {
      const holds = holdsFor(filter.operator);
      return (record) => holds(record.severity - filter.severity);
    }
    case 'exists': {
      const read = fieldReader(filter.field);
      return (record) => read(record) !== undefined;
    }
    case 'compare':
      return comparison(filter);
    case 'in':
      return oneOf(filter);
    case 'range':
      return range(filter);
    case 'wildcard':
      return onValues(fieldReader(filter.field), textTest(wildcardTest(filter.pattern)));
    case 'regex':
      return onValues(fieldReader(filter.field), textTest(regexOf(filter)));
    default:
      return refused(filter);
  }
}

/** A node from a newer parser than this. */
function refused(filter: never): never {
  const { type } = filter as { readonly type: string };
  throw new TailraceError('TAILRACE_QUERY_UNSUPPORTED', `The filter '${type}' is not known here.`);
}

function comparison({ field, operator, value }: Node<'compare'>): Predicate {
  const read = fieldReader(field);
  if (value === null) {
    if (operator === '=') return (record) => read(record) === undefined;
    if (operator === '!=') return (record) => read(record) !== undefined;
  }
  if (operator === '!=') {
    const equal = onValues(read, testOf(field, '=', value));
    return (record) => read(record) !== undefined && !equal(record);
  }
  return onValues(read, testOf(field, operator, value));
}

function oneOf({ field, values }: Node<'in'>): Predicate {
  const read = fieldReader(field);
  const present = values.filter((value) => value !== null);
  const isTime = field.length === 1 && field[0] === 'timestamp';
  const tests = isTime ? present.map((value) => timeTest('=', value)) : [equalToAny(present)];
  const among = onValues(read, (value) => tests.some((test) => test(value)));
  if (present.length === values.length) return among;
  return (record) => read(record) === undefined || among(record);
}

function range({ field, from, to, fromInclusive, toInclusive }: Node<'range'>): Predicate {
  const tests: ValueTest[] = [];
  if (from !== null) tests.push(testOf(field, fromInclusive ? '>=' : '>', from));
  if (to !== null) tests.push(testOf(field, toInclusive ? '<=' : '<', to));
  const read = fieldReader(field);
  if (tests.length === 0) return (record) => read(record) !== undefined;
  return onValues(read, (value) => tests.every((test) => test(value)));
}

function testOf(field: FieldPath, operator: Exclude<CompareOperator, '!='>, value: Value): ValueTest {
  if (field.length === 1 && field[0] === 'timestamp') return timeTest(operator, value);
  return operator === '=' ? equalTo(value) : orderedBy(operator, value);
}

/** Times compare as times; as text only where both are written in full, which sorts the same and costs less. */
function timeTest(operator: CompareOperator, literal: Value): ValueTest {
  const time = typeof literal === 'number' ? literal : Date.parse(String(literal));
  if (Number.isNaN(time) || Math.abs(time) > 8.64e15) return () => false;
  const holds = holdsFor(operator);
  const iso = new Date(time).toISOString();
  // A text has whole milliseconds only.
  const isText = iso.length === ISO_LENGTH && Number.isInteger(time);
  return (value) => {
    if (typeof value !== 'string') return false;
    if (isText && value.length === ISO_LENGTH) return holds(value === iso ? 0 : value < iso ? -1 : 1);
    const at = Date.parse(value);
    return !Number.isNaN(at) && holds(at - time);
  };
}

function onMessage(test: (message: string) => boolean): Predicate {
  return ({ message }) => typeof message === 'string' && test(message);
}

/** An array passes where any of its elements does. */
function onValues(read: FieldReader, test: ValueTest): Predicate {
  return (record) => {
    const value = read(record);
    return Array.isArray(value) ? value.some(test) : test(value);
  };
}

function regexOf({ pattern, ignoreCase }: { readonly pattern: string; readonly ignoreCase: boolean }): RegexTest {
  const compiled = compileRegex(pattern, ignoreCase);
  if (compiled.ok) return compiled.test;
  throw new TailraceError('TAILRACE_QUERY_SYNTAX', compiled.message);
}

function inOrderOfCost(filters: readonly FilterNode[]): readonly FilterNode[] {
  return filters.toSorted((a, b) => COST[a.type] - COST[b.type]);
}

function every(predicates: readonly Predicate[]): Predicate {
  const [first, second, ...rest] = predicates;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  if (rest.length === 0) return (record) => first(record) && second(record);
  return (record) => {
    for (const predicate of predicates) if (!predicate(record)) return false;
    return true;
  };
}

function some(predicates: readonly Predicate[]): Predicate {
  const [first, second, ...rest] = predicates;
  if (first === undefined) return () => false;
  if (second === undefined) return first;
  if (rest.length === 0) return (record) => first(record) || second(record);
  return (record) => {
    for (const predicate of predicates) if (predicate(record)) return true;
    return false;
  };
}
