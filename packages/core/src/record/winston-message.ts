import { isError } from './error-record.ts';

const SPLAT = Symbol.for('splat');

/** An info's message as text, and what came in the message's place or was glued to it. */
export interface WinstonMessage {
  readonly text: string;
  /** What was logged as a bare object, or the `message` of a second argument. */
  readonly fields?: object;
}

/** Reads the message of an info; `error` is the one that the info is about. */
export function winstonMessage(info: object, error: unknown): WinstonMessage {
  const message = messageOf(info);
  if (typeof message === 'string') return unglued(info, message);
  if (message === undefined || message === null || message === '') return { text: errorMessage(error) };
  if (isError(message)) return { text: errorMessage(error) };
  if (Array.isArray(message)) return { text: '', fields: { message } };
  if (typeof message === 'object') return { text: '', fields: message };
  return { text: textOf(message) };
}

/**
 * Winston appends the `message` of a second argument to the first: `error('failed', error)` says "failed boom", and a
 * `message` in the metadata is lost in the same way. Here both are kept apart again.
 */
function unglued(info: object, message: string): WinstonMessage {
  const meta = firstOfSplat(info);
  const appended = typeof meta === 'object' && meta !== null && !hasNoMessage(meta) ? messageOf(meta) : undefined;
  if (typeof appended !== 'string' || appended === '' || !message.endsWith(` ${appended}`)) return { text: message };
  const text = message.slice(0, -appended.length - 1);
  return isError(meta) ? { text } : { text, fields: { message: appended } };
}

// Each reads its own property by name: a function that reads any takes ten times as long where there is none.

function firstOfSplat(info: { readonly [SPLAT]?: unknown }): unknown {
  try {
    const splat = info[SPLAT];
    return Array.isArray(splat) ? splat[0] : undefined;
  } catch {
    return undefined;
  }
}

function messageOf(holder: { readonly message?: unknown }): unknown {
  try {
    return holder.message;
  } catch {
    return undefined;
  }
}

/** The usual case of plain data; looking for a property that is not there takes longer than asking whether it is. */
function hasNoMessage(meta: object): boolean {
  try {
    return Object.getPrototypeOf(meta) === Object.prototype && !Object.hasOwn(meta, 'message');
  } catch {
    return false;
  }
}

/** An error without a message still has a name. */
function errorMessage(error: unknown): string {
  const { message = '', name = '' } = (error ?? {}) as { message?: string; name?: string };
  return message === '' ? name : message;
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return '';
  }
}
