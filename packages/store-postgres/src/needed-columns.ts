import type { FieldPath, FilterNode, PipeNode } from '@tailrace/query';
import { quoted, RAW_COLUMN, READ_COLUMNS } from './columns.ts';
import { fixedSql, type Sql } from './sql.ts';

const ALWAYS_NEEDED = ['id', 'timestamp', 'sample_rate', RAW_COLUMN];

/** The columns that a filter and the first pipes look at, every other one left empty, in the order of all. */
export function neededColumns(filter: FilterNode, pipes: readonly PipeNode[]): Sql {
  const needed = new Set(ALWAYS_NEEDED);
  const isKnown = addFilter(needed, filter) && addPipes(needed, pipes);
  const columns = READ_COLUMNS.map((name) => (!isKnown || needed.has(name) ? quoted(name) : `NULL AS ${quoted(name)}`));
  return fixedSql(columns.join(', '));
}

/** Answers false where a record is needed whole. */
function addPipes(needed: Set<string>, pipes: readonly PipeNode[]): boolean {
  for (const pipe of pipes) {
    switch (pipe.type) {
      case 'sort':
        for (const { name } of pipe.keys) addField(needed, name);
        break;
      case 'limit':
        break;
      case 'stats':
        for (const { field } of pipe.aggregates) addField(needed, field);
        for (const key of pipe.by) if (key.type === 'field') addField(needed, key.field);
        return true;
      case 'patterns':
        needed.add('message');
        return true;
      default:
        return false;
    }
  }
  return false;
}

function addFilter(needed: Set<string>, filter: FilterNode): boolean {
  switch (filter.type) {
    case 'everything':
      return true;
    case 'and':
    case 'or':
      return filter.filters.every((inner) => addFilter(needed, inner));
    case 'not':
      return addFilter(needed, filter.filter);
    case 'text':
    case 'text-wildcard':
    case 'text-regex':
      needed.add('message');
      return true;
    case 'severity':
      needed.add('severity');
      return true;
    default:
      addField(needed, filter.field);
      return true;
  }
}

function addField(needed: Set<string>, field: FieldPath | undefined): void {
  if (field?.[0] !== undefined) needed.add(field[0]);
}
