import { parseQuery, type Query } from '@tailrace/query';
import type { StoreQuery } from '@tailrace/store';
import type { Services } from '../services.ts';
import { Parameters } from './parameters.ts';

/** A question as it was asked over HTTP. */
export interface Question {
  readonly query: Query;
  readonly asked: StoreQuery;
  readonly timeoutMillis: number;
}

const KNOWN = ['q', 'from', 'to', 'limit', 'order', 'cursor', 'timeout'] as const;
const DEFAULT_LIMIT = 100;
const DEFAULT_TIMEOUT_MILLIS = 30_000;

/**
 * Reads a question.
 *
 * @param streamed - An answer that is streamed has no limit unless one is asked for.
 */
export function readQuestion(given: unknown, streamed: boolean, { clock, options }: Services): Question {
  const now = clock.now();
  const parameters = new Parameters(given, KNOWN, now);
  const query = parseQuery(parameters.text('q') ?? '', { now });
  const from = parameters.time('from');
  const to = parameters.time('to');
  const order = parameters.oneOf('order', ['newest', 'oldest']);
  const cursor = parameters.text('cursor');
  const maxLimit = streamed ? Number.MAX_SAFE_INTEGER : options.maxQueryRecords;
  const defaultLimit = streamed ? maxLimit : Math.min(DEFAULT_LIMIT, maxLimit);
  return {
    query,
    asked: {
      filter: query.filter,
      pipes: query.pipes,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(order !== undefined && { order }),
      ...(cursor !== undefined && cursor !== '' && { cursor }),
      limit: parameters.integer('limit', 1, maxLimit) ?? defaultLimit,
    },
    timeoutMillis:
      parameters.integer('timeout', 1, options.maxQueryMillis) ??
      Math.min(DEFAULT_TIMEOUT_MILLIS, options.maxQueryMillis),
  };
}
