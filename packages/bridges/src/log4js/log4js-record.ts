import { format } from 'node:util';
import { isError, type SourceLocation } from '@tailrace/core';
import { type Draft, draft } from '../draft.ts';
import type { BridgeLevel } from '../levels.ts';

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

/** Makes what a record is made from of an event. */
export function ofLog4js(level: BridgeLevel, event: Log4jsEvent): Draft {
  const record = draft(level, event.categoryName, format(...event.data));
  record.timestamp = event.startTime?.getTime();
  record.process = event.pid;
  record.error = event.data.find(isError);
  record.source = sourceOf(event);
  const { context } = event;
  if (context !== undefined && Object.keys(context).length > 0) record.attributes = { ...context };
  return record;
}

function sourceOf({ fileName, lineNumber, callerName }: Place): SourceLocation | undefined {
  if (typeof fileName !== 'string') return undefined;
  return {
    module: fileName,
    ...(typeof callerName === 'string' && callerName !== '' && { function: callerName }),
    ...(typeof lineNumber === 'number' && { line: lineNumber }),
  };
}
