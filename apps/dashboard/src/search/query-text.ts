const PLAIN = /^[\p{L}\p{N}_.\-/:@]+$/u;

/** Writes a value as the query language reads it back: bare where that is safe, else quoted. */
export function quoteValue(value: string): string {
  return PLAIN.test(value) && !/^(AND|OR|NOT)$/i.test(value) && !value.startsWith('/') && !value.startsWith('-')
    ? value.includes(':')
      ? JSON.stringify(value)
      : value
    : JSON.stringify(value);
}

/** Adds a condition to the filter half of a query, before its pipes; takes it out where it is there already. */
export function toggleTerm(query: string, term: string): string {
  const bar = pipeIndex(query);
  const filter = query.slice(0, bar).trim();
  const pipes = query.slice(bar).trim();
  const padded = ` ${filter} `;
  const next = padded.includes(` ${term} `)
    ? padded.replace(` ${term} `, ' ').trim()
    : [filter, term].filter(Boolean).join(' ');
  return [next, pipes].filter(Boolean).join(' ');
}

/** Whether a condition stands in a query as a word of its own. */
export function hasTerm(query: string, term: string): boolean {
  return ` ${query.slice(0, pipeIndex(query))} `.includes(` ${term} `);
}

/** Whether a query has pipes; a bar in quotes and `||` are none. */
export function hasPipes(query: string): boolean {
  return pipeIndex(query) < query.length;
}

/** Where the pipes of a query begin: the first bar outside quotes, or its end. */
function pipeIndex(query: string): number {
  let quote = '';
  for (let index = 0; index < query.length; index += 1) {
    const character = query[index] ?? '';
    if (quote !== '') {
      if (character === '\\') index += 1;
      else if (character === quote) quote = '';
    } else if (character === '"') quote = character;
    else if (character === '\\') index += 1;
    else if (character === '|') {
      if (query[index + 1] !== '|') return index;
      index += 1;
    }
  }
  return query.length;
}
