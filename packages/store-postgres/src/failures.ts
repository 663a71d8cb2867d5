import { type ErrorCode, TailraceError } from '@tailrace/core';

/** What the server says of itself when it goes away, is not there yet, or takes no more. */
const AWAY_STATES: ReadonlySet<string> = new Set([
  '57P01', // shut down by its administrator
  '57P02', // another of its processes crashed
  '57P03', // starting up, or going down
  '57P05', // the session was idle for too long
  '53300', // too many connections
  '25006', // read only: a standby, or on the way to be one
]);

const AWAY_SYSTEM_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/** The driver's own words, which have no code. */
const AWAY_WORDS =
  /connection (?:terminated|ended|error)|timeout exceeded when trying to connect|timeout expired|not queryable|closed the connection|socket/i;

const DISK_FULL = '53100';
export const CANCELLED_STATE = '57014';
const UNIQUE_STATE = '23505';
/** Two appends waited for each other, or one saw what another changed: the same again succeeds. */
const AGAIN_STATES: ReadonlySet<string> = new Set(['40P01', '40001', '55P03']);

/** The SQLSTATE of the server's error. */
export function stateOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

export function isDuplicate(error: unknown): boolean {
  return stateOf(error) === UNIQUE_STATE;
}

export function isWorthAgain(error: unknown): boolean {
  return AGAIN_STATES.has(stateOf(error) ?? '');
}

/** Whether it lies in a record that the server took offence: a value it cannot hold, or one that is too large. */
export function isOfData(error: unknown): boolean {
  return /^(?:22|54)/.test(stateOf(error) ?? '');
}

/** Whether the server cannot be reached or takes nothing now. */
export function isAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isAway);
  const state = stateOf(error);
  if (state !== undefined && /[0-9]/.test(state)) return AWAY_STATES.has(state) || state.startsWith('08');
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined) return AWAY_SYSTEM_CODES.has(code);
  return typeof message === 'string' && AWAY_WORDS.test(message);
}

/** Makes the error that a caller gets of what the driver or the server said. */
export function publicError(error: unknown, doing: string): TailraceError {
  if (error instanceof TailraceError) return error;
  const reason =
    error instanceof Error && error.message !== ''
      ? error.message
      : String((error as { code?: unknown }).code ?? error);
  const [code, words] = judged(error, doing);
  return new TailraceError(code, `${words}: ${reason.replace(/\.$/, '')}.`, { cause: error });
}

function judged(error: unknown, doing: string): [ErrorCode, string] {
  if (isAway(error)) return ['TAILRACE_STORE_UNAVAILABLE', `PostgreSQL is not available (${doing})`];
  if (stateOf(error) === DISK_FULL) return ['TAILRACE_STORE_FULL', `PostgreSQL has no room left (${doing})`];
  return ['TAILRACE_STORE_FAILED', `PostgreSQL refused (${doing})`];
}
