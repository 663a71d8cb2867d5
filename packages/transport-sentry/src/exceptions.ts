import type { Exception } from '@sentry/node';
import type { ErrorRecord } from '@tailrace/core';
import type { StackParser } from './sentry-sdk.ts';

/** How many errors one event holds; what lies deeper is left out. */
const MAX_EXCEPTIONS = 50;

type Mechanism = NonNullable<Exception['mechanism']>;

/** Where an error was found on the one that holds it. */
interface Place {
  readonly source: string;
  readonly parent: number;
}

/**
 * Turns an error with its causes and gathered errors into Sentry's exceptions, the innermost first.
 *
 * @param handled - False for what nobody caught.
 */
export function exceptionsOf(error: ErrorRecord, parse: StackParser, handled: boolean): Exception[] {
  const found: Exception[] = [];
  visit(error, undefined);
  return found.toReversed();

  function visit(at: ErrorRecord, place: Place | undefined): void {
    if (found.length >= MAX_EXCEPTIONS) return;
    const id = found.length;
    found.push(exceptionOf(at, parse, mechanismOf(at, id, place, handled)));
    if (at.cause !== undefined) visit(at.cause, { source: 'cause', parent: id });
    at.errors?.forEach((inner, index) => visit(inner, { source: `errors[${index}]`, parent: id }));
  }
}

function exceptionOf(error: ErrorRecord, parse: StackParser, mechanism: Mechanism): Exception {
  const frames = framesOf(error.stack, parse);
  return {
    type: error.name,
    value: error.message,
    ...(frames.length > 0 && { stacktrace: { frames } }),
    mechanism,
  };
}

function mechanismOf(error: ErrorRecord, id: number, place: Place | undefined, handled: boolean): Mechanism {
  return {
    type: place === undefined ? 'generic' : 'chained',
    handled,
    exception_id: id,
    ...(place !== undefined && { source: place.source, parent_id: place.parent }),
    ...(error.errors !== undefined && { is_exception_group: true }),
    ...(error.code !== undefined && { data: { code: error.code } }),
  };
}

function framesOf(stack: string | undefined, parse: StackParser): NonNullable<Exception['stacktrace']>['frames'] & {} {
  if (stack === undefined) return [];
  try {
    // The first line is the error's name and message, unless somebody took it off.
    return parse(stack, /^\s*at /.test(stack) ? 0 : 1);
  } catch {
    return [];
  }
}
