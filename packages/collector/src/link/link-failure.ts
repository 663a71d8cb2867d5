import type { Diagnostics, LinkFailure, LinkGoodbye } from '@tailrace/core';
import { failureOf } from '../api/failure.ts';

/** What is told about something that went wrong, whatever the type of the message. */
type Told = Omit<LinkFailure, 'type' | 'seq'>;

/** Says what went wrong as HTTP would have said it. */
export function toldOf(error: unknown, diagnostics: Diagnostics): Told {
  const { status, body, retryAfterSeconds } = failureOf(error, diagnostics);
  const { code, message } = body.error;
  return {
    status,
    code,
    message,
    ...(retryAfterSeconds !== undefined && { retryAfterMillis: retryAfterSeconds * 1000 }),
  };
}

/** Says why a connection ends. */
export function toGoodbye(error: unknown, diagnostics: Diagnostics): LinkGoodbye {
  const { status, code, message } = toldOf(error, diagnostics);
  return { type: 'goodbye', status, code, message };
}
