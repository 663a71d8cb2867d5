import { type LogRecord, TailraceError } from '@tailrace/core';
import type { Taker } from './taker.ts';
import { isWinstonLogger, type WinstonLogger } from './winston-logger.ts';
import { WinstonTaker } from './winston-taker.ts';

/** A transport of Tailrace's, or whatever else has a `record` method. */
export interface RecordTransport {
  /** Takes a record and answers at once; `{ status: 'failed' }` says that it could not. */
  record(record: LogRecord): unknown;
  flush?(deadlineMillis: number): Promise<unknown>;
}

/**
 * Where a bridge leads: a transport of Tailrace's, a function that takes records, or a Winston logger, which is known by
 * its methods.
 */
export type BridgeTarget = RecordTransport | ((record: LogRecord) => unknown) | WinstonLogger;

/** @throws TailraceError `TAILRACE_BAD_OPTION` for what takes no records. */
export function targetOf(bridge: string, target: BridgeTarget, failed: (error: unknown) => void): Taker {
  const given = target as unknown;
  if (isTransport(given)) return transportTaker(given, failed);
  if (isWinstonLogger(given)) return new WinstonTaker(given);
  if (typeof given === 'function') return functionTaker(given as (record: LogRecord) => unknown, failed);
  throw new TailraceError(
    'TAILRACE_BAD_OPTION',
    `The bridge of ${bridge} needs a target: a transport with a 'record' method, a function, or a Winston logger.`,
  );
}

function isTransport(target: unknown): target is RecordTransport {
  const isObject = (typeof target === 'object' && target !== null) || typeof target === 'function';
  return isObject && typeof (target as { record?: unknown }).record === 'function';
}

function transportTaker(transport: RecordTransport, failed: (error: unknown) => void): Taker {
  return {
    take(record) {
      const answer = transport.record(record);
      hearLater(answer, failed);
      return (answer as { status?: unknown } | undefined)?.status !== 'failed';
    },
    flush: async (deadlineMillis) => transport.flush?.(deadlineMillis),
  };
}

function functionTaker(take: (record: LogRecord) => unknown, failed: (error: unknown) => void): Taker {
  const pending = new Set<unknown>();
  return {
    take(record) {
      const answer = take(record);
      if (!isThenable(answer)) return true;
      pending.add(answer);
      const end = (): void => void pending.delete(answer);
      answer.then(end, (error: unknown) => {
        end();
        failed(error);
      });
      return true;
    },
    async flush(deadlineMillis) {
      let timer: NodeJS.Timeout | undefined;
      const deadline = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, deadlineMillis);
      });
      await Promise.race([Promise.allSettled(pending), deadline]);
      clearTimeout(timer);
    },
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** A rejection that nobody hears would end the process. */
function hearLater(answer: unknown, failed: (error: unknown) => void): void {
  if (isThenable(answer)) answer.then(undefined, failed);
}
