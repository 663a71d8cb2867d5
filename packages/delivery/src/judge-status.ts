import type { Outcome } from './sink.ts';

const RETRYABLE = new Set([408, 425, 429]);

/** What an HTTP status refuses, or that it is tried again. */
export type Failure = Extract<Outcome, { status: 'retryable' | 'refused' }>;

/**
 * Judges a status of HTTP that is no success.
 *
 * 400 and 422 refuse the content and 413 the size, and both are bisected. 408, 425, 429 and 5xx are tried again.
 * Everything else, redirects among it, says that the address or the right to use it is wrong: good records must not
 * become dead letters by that, so access is refused and they wait.
 *
 * @param reason - For people; never holds what a record holds.
 */
export function judgeStatus(status: number, reason: string, retryAfterMillis?: number): Failure {
  if (status === 400 || status === 422) return { status: 'refused', cause: 'content', reason };
  if (status === 413) return { status: 'refused', cause: 'size', reason };
  if (status < 500 && !RETRYABLE.has(status)) return { status: 'refused', cause: 'access', reason };
  return { status: 'retryable', reason, ...(retryAfterMillis !== undefined && { retryAfterMillis }) };
}
