import { ApiError } from './client.ts';

/** A failure that ends without anybody doing anything. */
export interface Passing {
  /** A sentence for people. */
  readonly words: string;
  /** When to ask again. */
  readonly retryMillis: number;
}

const RETRY_MILLIS = 3000;
const LEAST_RETRY_MILLIS = 200;

const WORDS: Readonly<Record<string, string>> = {
  TAILRACE_STORE_UNAVAILABLE: 'The store behind the collector is away.',
  TAILRACE_TOO_MANY_QUERIES: 'Many questions are under way at once; this one waits for its turn.',
  TAILRACE_STORE_CLOSED: 'The collector is closing its store.',
  TAILRACE_BUSY: 'The collector is busy.',
};

/** Tells whether a failure passes by itself: the store or the collector is away, or there are too many questions. */
export function passingFailure(error: Error | undefined): Passing | undefined {
  if (error === undefined) return undefined;
  if (error instanceof ApiError) {
    if (error.status !== 503 && error.code !== 'TAILRACE_TOO_MANY_QUERIES') return undefined;
    return {
      words: WORDS[error.code] ?? 'The collector does not answer.',
      retryMillis: Math.max(LEAST_RETRY_MILLIS, error.retryAfterMillis ?? RETRY_MILLIS),
    };
  }
  // What `fetch` rejects with where nobody answers.
  if (error instanceof TypeError) return { words: 'The collector does not answer.', retryMillis: RETRY_MILLIS };
  return undefined;
}
