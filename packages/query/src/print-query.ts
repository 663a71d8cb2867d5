import type { Aggregate, FieldPath, GroupKey, PipeNode, Query } from './ast.ts';
import { aggregateName, groupName, TIME_COLUMN } from './columns.ts';
import { printFilter } from './print-filter.ts';
import { isPlainName, printField, quoted } from './resolve-field.ts';
import { printDuration } from './units.ts';

const SMALL_WORDS = new Set(['by', 'as', 'asc', 'desc', 'in', 'not', 'bin']);

/**
 * Writes a query in its canonical form; parsing that gives the same filter and pipes again.
 *
 * Relative times are written as the times they stood for.
 */
export function printQuery(query: Pick<Query, 'filter' | 'pipes'>): string {
  return [printFilter(query.filter), ...printPipes(query.pipes)].join(' | ');
}

/** Writes each pipe of a query as `printQuery` does. */
export function printPipes(pipes: readonly PipeNode[]): readonly string[] {
  let inTable = false;
  return pipes.map((pipe) => {
    const text = printPipe(pipe, inTable);
    inTable ||= pipe.type === 'stats' || pipe.type === 'patterns';
    return text;
  });
}

function printPipe(pipe: PipeNode, inTable: boolean): string {
  switch (pipe.type) {
    case 'stats': {
      const aggregates = pipe.aggregates.map((aggregate) => printAggregate(aggregate, inTable)).join(', ');
      const keys = pipe.by.map((key) => printKey(key, inTable)).join(', ');
      return keys === '' ? aggregates : `${aggregates} by ${keys}`;
    }
    case 'sort':
      return `sort ${pipe.keys.map(({ name, descending }) => printName(name, inTable) + (descending ? ' desc' : '')).join(', ')}`;
    case 'limit':
      return `limit ${pipe.count}`;
    case 'fields':
      return `fields ${pipe.fields.map((field, index) => printName(field, inTable) + printAs(pipe.as?.[index] ?? groupName(field, inTable), groupName(field, inTable))).join(', ')}`;
    case 'rename':
      return `rename ${pipe.columns.map(({ from, to }) => `${printName([from], true)} as ${printNew(to)}`).join(', ')}`;
    case 'context':
      return `context before ${pipe.before} after ${pipe.after}`;
    case 'join-trace':
      return 'join-trace';
    default:
      return `patterns ${pipe.limit}`;
  }
}

function printAggregate(aggregate: Aggregate, inTable: boolean): string {
  const { field, as, function: name } = aggregate;
  const call = field === undefined ? name : `${name}(${printName(field, inTable)})`;
  return call + printAs(as, aggregateName(aggregate, inTable));
}

function printKey(key: GroupKey, inTable: boolean): string {
  if (key.type === 'time') return printDuration(key.intervalMillis) + printAs(key.as, TIME_COLUMN);
  return printName(key.field, inTable) + printAs(key.as, groupName(key.field, inTable));
}

function printAs(name: string, usual: string): string {
  return name === usual ? '' : ` as ${printNew(name)}`;
}

function printNew(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : quoted(name);
}

/** A field of records, or a column of a table. */
function printName(name: FieldPath, inTable: boolean): string {
  const text = inTable ? printColumn(name[0] ?? '') : printField(name);
  return SMALL_WORDS.has(text.toLowerCase()) ? quoted(text) : text;
}

function printColumn(name: string): string {
  return isPlainName(name) ? name : quoted(name);
}
