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
]);

/** The driver's own words, which have no code. */
const AWAY_WORDS =
  /connection (?:terminated|ended|error)|timeout exceeded when trying to connect|timeout expired|read timeout|not queryable|closed the connection|socket/i;

const DISK_FULL = '53100';
export const CANCELLED_STATE = '57014';
/** A number that is too large, or too near to zero, for its type. */
export const OUT_OF_RANGE = '22003';
const UNIQUE_STATE = '23505';
const FORBIDDEN_STATE = '42501';
/** The same again succeeds. */
const AGAIN_STATES: ReadonlySet<string> = new Set([
  '40P01', // two appends waited for each other
  '40001', // one saw what another changed
  '55P03', // a lock was not free
  '23514', // the day got its partition while a record was on its way to the one of other days
]);

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
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  // A socket that is not there may come; a certificate's file that is not there is a mistake.
  if (code === 'ENOENT') return syscall === 'connect';
  if (code !== undefined) return AWAY_SYSTEM_CODES.has(code);
  return typeof message === 'string' && AWAY_WORDS.test(message);
}

const GRANTS =
  'The role needs CREATE on the database, or on a schema that is there already, and TEMPORARY on the database; the tables have to be its own, for it makes and drops a partition for each day.';

/** Makes the error that a caller gets of what the driver or the server said. */
export function publicError(error: unknown, doing: string): TailraceError {
  if (error instanceof TailraceError) return error;
  const reason =
    error instanceof Error && error.message !== ''
      ? error.message
      : String((error as { code?: unknown }).code ?? error);
  const [code, words] = judged(error, doing);
  const advice = stateOf(error) === FORBIDDEN_STATE ? ` ${GRANTS}` : '';
  return new TailraceError(code, `${words}: ${reason.replace(/\.$/, '')}.${advice}`, { cause: error });
}

function judged(error: unknown, doing: string): [ErrorCode, string] {
  if (isAway(error)) return ['TAILRACE_STORE_UNAVAILABLE', `PostgreSQL is not available (${doing})`];
  if (stateOf(error) === DISK_FULL) return ['TAILRACE_STORE_FULL', `PostgreSQL has no room left (${doing})`];
  return ['TAILRACE_STORE_FAILED', `PostgreSQL refused (${doing})`];
}
