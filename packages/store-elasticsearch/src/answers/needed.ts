import { DEFAULT_RECORD_LIMIT, type FilterNode, type RecordQuery, splitPipes } from '@tailrace/query';

/** How many passing records, in the order asked for, an answer is made of; infinite where it is of all. */
export function recordsNeeded({ pipes, limit = DEFAULT_RECORD_LIMIT }: RecordQuery): number {
  const { ofRecords, table } = splitPipes(pipes);
  const sorted = ofRecords.some(({ type }) => type === 'sort');
  if (sorted) return Number.POSITIVE_INFINITY;
  const limits = ofRecords.flatMap((pipe) => (pipe.type === 'limit' ? [pipe.count] : []));
  const page = table === undefined || table.type === 'fields' ? [limit + 1] : [];
  return Math.min(Number.POSITIVE_INFINITY, ...limits, ...page);
}

/**
 * The fields at the top that a table is made of and its filter looks at; `undefined` where whole records are wanted.
 */
export function rootsNeeded({ filter, pipes }: RecordQuery): readonly string[] | undefined {
  const { ofRecords, table } = splitPipes(pipes);
  if (table === undefined) return undefined;
  const roots = new Set<string>(['sample_rate']);
  const add = (field: readonly string[] | undefined): void => {
    if (field?.[0] !== undefined && field[0] !== 'timestamp') roots.add(field[0]);
  };
  for (const pipe of ofRecords) if (pipe.type === 'sort') for (const { name } of pipe.keys) add(name);
  if (table.type === 'patterns') add(['message']);
  if (table.type === 'fields') table.fields.forEach(add);
  if (table.type === 'stats') {
    for (const { field } of table.aggregates) add(field);
    for (const key of table.by) if (key.type === 'field') add(key.field);
  }
  addFilterRoots(filter, add);
  return [...roots];
}

function addFilterRoots(filter: FilterNode, add: (field: readonly string[]) => void): void {
  switch (filter.type) {
    case 'and':
    case 'or':
      for (const inner of filter.filters) addFilterRoots(inner, add);
      return;
    case 'not':
      addFilterRoots(filter.filter, add);
      return;
    case 'text':
    case 'text-wildcard':
    case 'text-regex':
      add(['message']);
      return;
    default:
      if ('field' in filter) add(filter.field);
  }
}
