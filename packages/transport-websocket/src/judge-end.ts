import { ConnectionEnd, type Failure, judgeStatus, retryAfterToMillis } from '@tailrace/delivery';
import type { IncomingMessage } from 'node:http';

/** What the codes say that blame somebody (RFC 6455, 7.4.1); all others may pass. */
const BLAME: Readonly<Record<number, 'content' | 'size' | 'access'>> = {
  1003: 'access',
  1007: 'content',
  1008: 'access',
  1009: 'size',
};

/** What the end of a WebSocket means for the batch that was under way. */
export function judgeClose(code: number): ConnectionEnd {
  const reason = `WebSocket closed with ${code}`;
  const cause = BLAME[code];
  if (cause === undefined) return ConnectionEnd.retryable(reason);
  return new ConnectionEnd({ status: 'refused', cause, reason });
}

/**
 * What an answer to the handshake means that is no WebSocket.
 *
 * @param now - Epoch milliseconds, for a `Retry-After` that is a date.
 */
export function judgeHandshake({ statusCode = 0, headers }: IncomingMessage, now: number): ConnectionEnd {
  const failure = judgeStatus(statusCode, `HTTP ${statusCode}`, retryAfterToMillis(headers['retry-after'], now));
  return new ConnectionEnd(withoutRecords(failure));
}

/** No record has been seen yet, so none can be blamed: the address is. */
function withoutRecords(failure: Failure): Failure {
  return failure.status === 'refused' ? { ...failure, cause: 'access' } : failure;
}
