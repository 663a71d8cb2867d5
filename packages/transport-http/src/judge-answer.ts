import type { IngestAnswer } from '@tailrace/core';
import { judgeStatus, type Outcome, type Rejection, retryAfterToMillis } from '@tailrace/delivery';

/** What came back for a batch. */
export interface HttpAnswer {
  readonly status: number;
  /** The value of `Retry-After`. */
  readonly retryAfter: string | undefined;
  /** The body as text, as far as it was read. */
  readonly body: string;
}

/**
 * Judges an HTTP answer.
 *
 * 2xx is delivered, but for the records that a collector's answer names as rejected; for the rest see `judgeStatus` of
 * `@tailrace/delivery`.
 *
 * @param entries - How many entries the batch had.
 * @param now - Epoch milliseconds, for a `Retry-After` that is a date.
 */
export function judgeHttpAnswer({ status, retryAfter, body }: HttpAnswer, entries: number, now: number): Outcome {
  if (status >= 200 && status < 300) return judgeSuccess(body, entries);
  const reason = reasonOf(status, body);
  return judgeStatus(status, reason, retryAfterToMillis(retryAfter, now));
}

function judgeSuccess(body: string, entries: number): Outcome {
  const rejected = rejectionsOf(parsed(body), entries);
  return rejected.length === 0 ? { status: 'delivered' } : { status: 'partial', retry: [], rejected };
}

/** What a collector's answer names as rejected; another server's answer names nothing. */
function rejectionsOf(answer: unknown, entries: number): Rejection[] {
  const list = (answer as Partial<IngestAnswer> | null | undefined)?.rejected;
  if (!Array.isArray(list)) return [];
  return (list as Partial<IngestAnswer['rejected'][number]>[])
    .filter((item) => typeof item?.index === 'number' && Number.isInteger(item.index))
    .filter(({ index = -1 }) => index >= 0 && index < entries)
    .map(({ index = 0, code, message }) => ({ index, reason: `${String(code)}: ${String(message)}`.slice(0, 300) }));
}

/** Status and the collector's code; never more of a body, which may repeat what a record holds. */
function reasonOf(status: number, body: string): string {
  const code = (parsed(body) as { error?: { code?: unknown } } | null | undefined)?.error?.code;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? `HTTP ${status} ${code}` : `HTTP ${status}`;
}

function parsed(body: string): unknown {
  if (!body.startsWith('{')) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
