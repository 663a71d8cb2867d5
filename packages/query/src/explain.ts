import type { Aggregate, CompareOperator, FilterNode, GroupKey, PipeNode, Query, Value } from './ast.ts';
import { TIME_COLUMN } from './columns.ts';
import { wordOfSeverity } from './level-words.ts';
import { printField } from './resolve-field.ts';
import { printDuration } from './units.ts';

type Node<T extends FilterNode['type']> = Extract<FilterNode, { type: T }>;

const COMPARED: Readonly<Record<CompareOperator, string>> = {
  '=': 'is',
  '!=': 'is there and is not',
  '<': 'is below',
  '<=': 'is at most',
  '>': 'is above',
  '>=': 'is at least',
};

const STATISTICS: Readonly<Record<string, string>> = {
  count: 'count them',
  records: 'count what is stored of them, without weights',
  rate: 'count them per second',
  sum: 'the sum',
  avg: 'the average',
  min: 'the smallest',
  max: 'the largest',
  p0: 'the smallest',
  p50: 'the median',
  p100: 'the largest',
};

/**
 * Says in words what a query asks for.
 *
 * @example
 * explainQuery(parseQuery('level>=warn timeout | count by service'));
 * // 'Records whose level is warn or above, and whose message contains "timeout". Then count them by service.'
 */
export function explainQuery(query: Pick<Query, 'filter' | 'pipes'>): string {
  const records = query.filter.type === 'everything' ? 'All records' : `Records ${whose(query.filter)}`;
  return [records, ...query.pipes.map((pipe) => `Then ${explainPipe(pipe)}`)]
    .map((sentence) => `${sentence}.`)
    .join(' ');
}

function whose(filter: FilterNode): string {
  switch (filter.type) {
    case 'everything':
      return 'of any kind';
    case 'and':
      return filter.filters
        .map((one, index) => (index === 0 ? '' : one.type === 'not' ? ', ' : ', and ') + part(one))
        .join('');
    case 'or':
      return `either ${filter.filters.map(part).join(', or ')}`;
    case 'not':
      return `but not those ${part(filter.filter)}`;
    case 'text':
      return `whose message contains ${show(filter.text)}`;
    case 'text-wildcard':
      return `whose message contains ${show(filter.pattern)}, with anything for each *`;
    case 'text-regex':
      return `whose message matches ${regex(filter)}`;
    default:
      return `whose ${ofField(filter)}`;
  }
}

function part(filter: FilterNode): string {
  const joined = filter.type === 'and' || filter.type === 'or';
  return joined ? `(${whose(filter)})` : whose(filter);
}

function ofField(filter: Node<'severity' | 'compare' | 'wildcard' | 'regex' | 'exists' | 'in' | 'range'>): string {
  if (filter.type === 'severity') return `level ${severity(filter)}`;
  const name = printField(filter.field);
  switch (filter.type) {
    case 'compare':
      return compared(name, filter);
    case 'wildcard':
      return `${name} reads ${show(filter.pattern)}, with anything for each *`;
    case 'regex':
      return `${name} matches ${regex(filter)}`;
    case 'exists':
      return `${name} is there`;
    case 'in':
      return `${name} is ${filter.values.map(show).join(' or ')}`;
    default:
      return `${name} ${bounds(filter)}`;
  }
}

function compared(name: string, { operator, value }: Node<'compare'>): string {
  if (value === null && operator === '=') return `${name} is not there`;
  if (value === null && operator === '!=') return `${name} is there`;
  return `${name} ${COMPARED[operator]} ${show(value)}`;
}

function severity({ operator, severity: number }: Node<'severity'>): string {
  const word = wordOfSeverity(number) ?? `severity ${number}`;
  switch (operator) {
    case '>=':
      return `is ${word} or above`;
    case '<=':
      return `is ${word} or below`;
    case '=':
      return `is as severe as ${word}`;
    case '!=':
      return `is not as severe as ${word}`;
    default:
      return `${COMPARED[operator]} ${word}`;
  }
}

function bounds({ from, to, fromInclusive, toInclusive }: Node<'range'>): string {
  const low = from === null ? [] : [`${COMPARED[fromInclusive ? '>=' : '>']} ${show(from)}`];
  const high = to === null ? [] : [`${COMPARED[toInclusive ? '<=' : '<']} ${show(to)}`];
  return [...low, ...high].join(' and ') || 'is there';
}

function regex({ pattern, ignoreCase }: { readonly pattern: string; readonly ignoreCase: boolean }): string {
  return `the regular expression ${pattern}${ignoreCase ? ', ignoring case' : ''}`;
}

function show(value: Value): string {
  if (value === null) return 'missing';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function explainPipe(pipe: PipeNode): string {
  switch (pipe.type) {
    case 'stats': {
      const statistics = pipe.aggregates.map(statistic).join(', and ');
      return pipe.by.length === 0 ? statistics : `${statistics} by ${pipe.by.map(key).join(' and ')}`;
    }
    case 'sort':
      return `sort by ${pipe.keys.map(({ name, descending }) => label(name) + (descending ? ', largest first' : '')).join(', then ')}`;
    case 'limit':
      return `take the first ${pipe.count}`;
    case 'fields':
      return `show ${pipe.fields.map((field, index) => label(field) + renamed(pipe.as?.[index], label(field))).join(', ')}`;
    case 'rename':
      return `call ${pipe.columns.map(({ from, to }) => `${from} ${to}`).join(', ')}`;
    case 'context':
      return `add to each ${around(pipe)}, whatever they are`;
    case 'join-trace':
      return 'add all records of the same traces';
    default:
      return `group the messages by their pattern, the ${pipe.limit} most frequent`;
  }
}

function statistic(aggregate: Aggregate): string {
  return plainStatistic(aggregate) + renamed(aggregate.as, usualName(aggregate));
}

/** What the column is called where nothing else is said; in a table the field is a column's name as it stands. */
function usualName({ function: name, field }: Aggregate): string {
  return field === undefined ? name : `${name}(${label(field)})`;
}

function plainStatistic({ function: name, field }: Aggregate): string {
  const words = STATISTICS[name] ?? `the ${ordinal(name.slice(1))} percentile`;
  if (field === undefined) return words;
  return name === 'unique' ? `count the different values of ${label(field)}` : `${words} of ${label(field)}`;
}

const ENDINGS: Readonly<Record<string, string>> = { 1: 'st', 2: 'nd', 3: 'rd' };

/** `95th`, `91st`, `99.9th`. */
function ordinal(number: string): string {
  const isTeen = /1[123]$/.test(number);
  const ending = number.includes('.') || isTeen ? undefined : ENDINGS[number.at(-1) ?? ''];
  return number + (ending ?? 'th');
}

function renamed(name: string | undefined, usual: string): string {
  return name === undefined || name === usual ? '' : ` as ${name}`;
}

function around({ before, after }: { readonly before: number; readonly after: number }): string {
  if (before === after) return `the ${before} records before and after it`;
  const sides = [...(before > 0 ? [`the ${before} before it`] : []), ...(after > 0 ? [`the ${after} after it`] : [])];
  return sides.join(' and ');
}

function key(group: GroupKey): string {
  if (group.type === 'time') {
    return `intervals of ${printDuration(group.intervalMillis)}${renamed(group.as, TIME_COLUMN)}`;
  }
  return label(group.field) + renamed(group.as, label(group.field));
}

function label(name: readonly string[]): string {
  return name.length === 1 ? (name[0] ?? '') : printField(name);
}
