import { type ErrorRecord, isError, toBareErrorRecord, toErrorRecord } from './error-record.ts';
import { read } from './own-property.ts';

const SPLAT = Symbol.for('splat');

/** The fields in which Winston's users and Winston itself put errors, in the order they are looked at. */
const ERROR_FIELDS = ['error', 'err', 'exception', 'reason'] as const;

/** The error of an info, and the info's properties that it stands for. */
export interface FoundError {
  readonly error?: ErrorRecord;
  readonly usedKeys: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();
const OF_ERROR: ReadonlySet<string> = new Set(['stack', 'cause', 'code', 'name', 'errors']);
const STACK_ONLY: ReadonlySet<string> = new Set(['stack', 'cause']);

const NOTHING: FoundError = { usedKeys: NONE };

/** The usual case, found out by names that stand in the code: reading them by variables takes four times as long. */
function hasNone(info: Readonly<Record<(typeof ERROR_FIELDS)[number] | 'stack' | 'message', unknown>>): boolean {
  try {
    const { error, err, exception, reason, stack } = info;
    return (
      typeof info.message === 'string' &&
      !(error || err || exception || reason || stack) &&
      !(SPLAT in info && splatError(info) !== undefined)
    );
  } catch {
    return false;
  }
}

/** Finds the error that an info is about, wherever it was put. */
export function findWinstonError(info: object): FoundError {
  // `logger.error(error)`: Winston passes the error itself on, with level and metadata written onto it.
  if (isError(info)) return { error: toBareErrorRecord(info), usedKeys: OF_ERROR };
  if (hasNone(info as Parameters<typeof hasNone>[0])) return NOTHING;
  const message = read(info, 'message');
  if (isError(message)) return { error: toErrorRecord(message), usedKeys: NONE };
  const inSplat = splatError(info);
  // `logger.error('words', error)`: Winston copied the error's own properties over the info.
  if (inSplat !== undefined) return { error: toErrorRecord(inSplat), usedKeys: ownNames(inSplat) };
  for (const field of ERROR_FIELDS) {
    const value = read(info, field);
    if (isError(value)) return { error: toErrorRecord(value), usedKeys: new Set([field, ...copiedStack(info, value)]) };
  }
  return errorOfStack(info);
}

function splatError(info: object): Error | undefined {
  const splat = read(info, SPLAT);
  return Array.isArray(splat) ? splat.find(isError) : undefined;
}

function ownNames(error: Error): ReadonlySet<string> {
  return new Set([...STACK_ONLY, ...Object.keys(error)]);
}

/** Winston's exception handler copies `error.stack` to the info; it need not be kept twice. */
function copiedStack(info: object, error: Error): string[] {
  return read(info, 'stack') === error.stack ? ['stack'] : [];
}

/** Winston's `errors()` format makes a plain info of an error: its stack and cause are what is left of it. */
function errorOfStack(info: object): FoundError {
  const stack = read(info, 'stack');
  if (typeof stack !== 'string' || stack === '') return { usedKeys: NONE };
  const code = read(info, 'code');
  const cause = read(info, 'cause');
  const head = /^(?:Uncaught )?([A-Za-z_$][\w$.]*)(?: \[[^\]]*\])?(?:: ([^\n]*))?/.exec(stack);
  const message = read(info, 'message');
  const error: ErrorRecord = {
    name: head?.[1] ?? 'Error',
    message: head?.[2] ?? (typeof message === 'string' ? message : ''),
    stack,
    ...((typeof code === 'string' || typeof code === 'number') && { code: String(code) }),
    ...(cause !== undefined && cause !== null && { cause: toErrorRecord(cause) }),
  };
  return { error, usedKeys: error.code === undefined ? STACK_ONLY : new Set([...STACK_ONLY, 'code']) };
}
