import { parseQuery, type Query } from '@tailrace/query';

/** The text of a query before its first pipe, found by parsing: a bar may also stand in quotes. */
export function filterTextOf(query: Query): string {
  if (query.pipes.length === 0) return query.source;
  const filter = JSON.stringify(query.filter);
  for (let bar = query.source.indexOf('|'); bar !== -1; bar = query.source.indexOf('|', bar + 1)) {
    const text = query.source.slice(0, bar);
    const part = parseQuery(text);
    if (part.pipes.length === 0 && part.problem === undefined && JSON.stringify(part.filter) === filter) return text;
  }
  return query.source;
}
