import { TailraceError } from '@tailrace/core';
import type { Query } from './ast.ts';
import { parseText } from './parser.ts';
import { showProblem } from './render-problem.ts';
import { SyntaxProblem } from './syntax-error.ts';

export interface ParseOptions {
  /** What relative times count from, epoch milliseconds; the present by default. */
  readonly now?: number;
}

/**
 * Parses a query; never throws.
 *
 * Text that does not parse is searched in the messages as it stands, with a note that says why and where.
 *
 * @example
 * parseQuery('level>=warn service:api "connection reset" | count by service, 5m');
 */
export function parseQuery(text: string, options: ParseOptions = {}): Query {
  try {
    return parse(text, options);
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    const plain = text.trim();
    return {
      source: text,
      filter: plain === '' ? { type: 'everything' } : { type: 'text', text: plain },
      pipes: [],
      notes: [`Searched as plain text, for it does not parse as a query. ${showProblem(text, error)}`],
      problem: { message: error.message, from: error.from, to: error.to },
    };
  }
}

/**
 * Parses a query, or throws.
 *
 * @throws TailraceError `TAILRACE_QUERY_SYNTAX` with a sentence, the text, and a caret under the place.
 */
export function parseQueryStrict(text: string, options: ParseOptions = {}): Query {
  try {
    return parse(text, options);
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    throw new TailraceError('TAILRACE_QUERY_SYNTAX', showProblem(text, error), { cause: error });
  }
}

function parse(text: string, { now = Date.now() }: ParseOptions): Query {
  const { filter, pipes } = parseText(text, now);
  return { source: text, filter, pipes, notes: [] };
}
