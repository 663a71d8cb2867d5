import { type Diagnostics, type ErrorCode, TailraceError } from '@tailrace/core';
import type { FastifyReply } from 'fastify';

/** The status for every code that may be answered; others are the collector's own fault. */
const STATUS_OF_CODE: Partial<Record<ErrorCode, number>> = {
  TAILRACE_BAD_REQUEST: 400,
  TAILRACE_BAD_RECORD: 400,
  TAILRACE_QUERY_SYNTAX: 400,
  TAILRACE_BAD_CURSOR: 400,
  TAILRACE_UNAUTHORIZED: 401,
  TAILRACE_FORBIDDEN: 403,
  TAILRACE_HOST_REFUSED: 403,
  TAILRACE_NOT_FOUND: 404,
  TAILRACE_BODY_TOO_LARGE: 413,
  TAILRACE_MEDIA_TYPE: 415,
  TAILRACE_QUERY_UNSUPPORTED: 422,
  TAILRACE_QUERY_LIMIT: 422,
  TAILRACE_TOO_MANY_LOGINS: 429,
  TAILRACE_TOO_MANY_QUERIES: 429,
  /** Nobody reads it: the client has left. */
  TAILRACE_QUERY_CANCELLED: 499,
  TAILRACE_STORE_CLOSED: 503,
  TAILRACE_STORE_FULL: 503,
  TAILRACE_STORE_UNAVAILABLE: 503,
  TAILRACE_BUSY: 503,
};

/** Seconds after which to come again. A full disk does not empty in a moment. */
const RETRY_AFTER_SECONDS: Partial<Record<ErrorCode, number>> = {
  TAILRACE_STORE_FULL: 10,
  TAILRACE_STORE_CLOSED: 5,
  TAILRACE_STORE_UNAVAILABLE: 5,
  TAILRACE_TOO_MANY_QUERIES: 1,
  TAILRACE_BUSY: 1,
};

/** What is told about a failure. */
export interface Failure {
  readonly status: number;
  readonly body: { readonly error: { readonly code: ErrorCode; readonly message: string } };
  readonly retryAfterSeconds?: number;
}

/** The code that a failure is counted and answered under. */
export function codeOf(error: unknown): ErrorCode {
  const code = asTailraceError(error)?.code;
  return code === undefined || STATUS_OF_CODE[code] === undefined ? 'TAILRACE_INTERNAL' : code;
}

/** Turns anything thrown into an answer; what is not ours to tell is reported and answered without its words. */
export function failureOf(error: unknown, diagnostics: Diagnostics): Failure {
  const known = asTailraceError(error);
  const status = known === undefined ? undefined : STATUS_OF_CODE[known.code];
  if (known === undefined || status === undefined) {
    diagnostics.report({
      name: 'request.failed',
      source: 'collector',
      message: 'A request failed inside the collector.',
      error,
    });
    return {
      status: 500,
      body: { error: { code: 'TAILRACE_INTERNAL', message: 'The collector failed; its diagnostics tell why.' } },
    };
  }
  const retryAfterSeconds = RETRY_AFTER_SECONDS[known.code];
  return {
    status,
    body: { error: { code: known.code, message: known.message } },
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

/** Answers a request with a failure. */
export function sendFailure(reply: FastifyReply, failure: Failure): FastifyReply {
  if (failure.retryAfterSeconds !== undefined) void reply.header('retry-after', String(failure.retryAfterSeconds));
  return reply.code(failure.status).type('application/json; charset=utf-8').send(failure.body);
}

/** Fastify's own refusals have a status; they get the code that fits it. */
function asTailraceError(error: unknown): TailraceError | undefined {
  if (error instanceof TailraceError) return error;
  if (!(error instanceof Error)) return undefined;
  const { statusCode } = error as { statusCode?: unknown };
  if (statusCode === 413) return new TailraceError('TAILRACE_BODY_TOO_LARGE', 'The body is over the limit.');
  if (statusCode === 415) return new TailraceError('TAILRACE_MEDIA_TYPE', 'The content type is not taken here.');
  if (statusCode === 503) return new TailraceError('TAILRACE_BUSY', 'The collector is closing.');
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new TailraceError('TAILRACE_BAD_REQUEST', error.message);
  }
  return undefined;
}
