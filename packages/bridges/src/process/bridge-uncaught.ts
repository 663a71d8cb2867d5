import { isMainThread } from 'node:worker_threads';
import { checkOptions, isError, toErrorRecord } from '@tailrace/core';
import { BRIDGE_RULES, type Bridge, type BridgeOptions } from '../bridge.ts';
import { draft } from '../draft.ts';
import { Passage } from '../passage.ts';
import type { BridgeTarget } from '../target/target.ts';
import { printUncaught } from './print-uncaught.ts';

export interface UncaughtBridgeOptions extends Omit<BridgeOptions, 'passThrough'> {
  /**
   * False: only looks on, Node prints the error and ends the process at once, and what the target still has in hand
   * has to survive by itself, as it does with Tailrace's transports. True: the process ends when the target has
   * been flushed, with Node's words and exit code. Where others listen to `uncaughtException` nobody's process is
   * ended in either case, and in worker threads it is always Node that ends the thread. Default false.
   */
  readonly flushBeforeExit?: boolean;
  /** How long flushing may take; 3,000 by default. */
  readonly flushMillis?: number;
  /** False: nothing is printed when the process ends. Only with `flushBeforeExit`. Default true. */
  readonly passThrough?: boolean;
}

type Origin = NodeJS.UncaughtExceptionOrigin;

/** Node's exit code for an exception that nobody caught. */
const EXIT_CODE = 1;

/**
 * Routes uncaught exceptions and unhandled rejections into a target, as Node sees them: what is handled by an
 * `unhandledRejection` listener, or tolerated by `--unhandled-rejections`, is none.
 *
 * The record's logger is `process.exception` or `process.rejection`; the error has its stack and its causes. Its level
 * is `fatal`, or `error` where a listener keeps the process alive (attribute `handled`).
 *
 * @throws TailraceError as `checkOptions`; `TAILRACE_BAD_OPTION` for a target that takes no records.
 */
export function bridgeUncaught(target: BridgeTarget, options: UncaughtBridgeOptions = {}): Bridge {
  checkOptions<UncaughtBridgeOptions>('bridgeUncaught', options, {
    ...BRIDGE_RULES,
    flushBeforeExit: { type: 'boolean' },
    flushMillis: { type: 'number', min: 0 },
  });
  const { flushBeforeExit = false, flushMillis = 3000, ...common } = options;
  const passage = new Passage('process.uncaught', target, common);
  const isPrinting = options.passThrough ?? true;
  let isEnding = false;

  const end = (thrown: unknown): void => {
    // Others decide what becomes of the process; and the first that ends it says with which words.
    if (isEnding || process.listenerCount('uncaughtException') > 1) return;
    isEnding = true;
    if (isPrinting) printUncaught(thrown);
    const leave = (): void => process.exit(EXIT_CODE);
    // A target that keeps nothing going would let the process end with another code, one that never answers never.
    setTimeout(leave, flushMillis);
    void flushed(passage, flushMillis).then(leave);
  };
  const monitor = (error: unknown, origin: Origin): void => {
    const others = process.listenerCount('uncaughtException') - (isHandling ? 1 : 0);
    take(passage, error, origin, others > 0, options.logger);
  };
  const isHandling = flushBeforeExit && isMainThread;
  process.on('uncaughtExceptionMonitor', monitor);
  if (isHandling) process.on('uncaughtException', end);
  return {
    name: passage.name,
    undo() {
      process.removeListener('uncaughtExceptionMonitor', monitor);
      process.removeListener('uncaughtException', end);
      passage.close();
    },
    counts: () => passage.counts(),
  };
}

function take(passage: Passage, error: unknown, origin: Origin, isHandled: boolean, name: string | undefined): void {
  const isRejection = origin === 'unhandledRejection';
  const word = isRejection ? 'rejection' : 'exception';
  const logger = name ?? `process.${word}`;
  try {
    const level = passage.levels.of(isHandled ? 'error' : word);
    if (passage.isInside() || !passage.wants(level, logger)) return;
    const { message } = toErrorRecord(error);
    const what = isRejection ? 'Unhandled rejection' : 'Uncaught exception';
    const record = draft(level, logger, `${what}: ${message}`);
    record.error = isError(error) ? error : toErrorRecord(error);
    record.attributes = { handled: isHandled };
    passage.hand(record);
  } catch (failure) {
    passage.failed(failure);
  }
}

async function flushed(passage: Passage, deadlineMillis: number): Promise<void> {
  try {
    await passage.taker.flush(deadlineMillis);
  } catch {
    // The process ends all the same.
  }
}
