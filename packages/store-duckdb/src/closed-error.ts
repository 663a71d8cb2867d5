import { TailraceError } from '@tailrace/core';

/** What every call rejects with once a store is closed. */
export function closedError(): TailraceError {
  return new TailraceError('TAILRACE_STORE_CLOSED', 'The store is closed.');
}
