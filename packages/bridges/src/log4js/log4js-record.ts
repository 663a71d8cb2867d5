import { format } from 'node:util';
import { isError, type RecordInput, type SourceLocation } from '@tailrace/core';

/** Where log4js found a call. */
interface Place {
  readonly fileName?: unknown;
  readonly lineNumber?: unknown;
  readonly callerName?: unknown;
}

/** An event of log4js, as appenders get it. */
export interface Log4jsEvent extends Place {
  readonly startTime?: Date;
  readonly categoryName: string;
  readonly level: { readonly level: number; readonly levelStr: string };
  readonly data: readonly unknown[];
  readonly context?: Readonly<Record<string, unknown>>;
  readonly pid?: number;
}

/** Makes a record of an event; everything but the level. */
export function ofLog4js(event: Log4jsEvent): RecordInput {
  const error = event.data.find(isError);
  const source = sourceOf(event);
  const { context, pid } = event;
  return {
    message: format(...event.data),
    logger: event.categoryName,
    ...(event.startTime !== undefined && { timestamp: event.startTime.getTime() }),
    ...(pid !== undefined && { process: pid }),
    ...(error !== undefined && { error }),
    ...(source !== undefined && { source }),
    ...(context !== undefined && Object.keys(context).length > 0 && { attributes: { ...context } }),
  };
}

function sourceOf({ fileName, lineNumber, callerName }: Place): SourceLocation | undefined {
  if (typeof fileName !== 'string') return undefined;
  return {
    module: fileName,
    ...(typeof callerName === 'string' && callerName !== '' && { function: callerName }),
    ...(typeof lineNumber === 'number' && { line: lineNumber }),
  };
}
