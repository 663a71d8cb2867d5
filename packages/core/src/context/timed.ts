import { type Clock, systemClock } from '../process/clock.ts';
import { createRecord, type RecordDefaults } from '../record/create-record.ts';
import type { LogRecord } from '../record/log-record.ts';
import { disposeSymbol } from './dispose-symbol.ts';

/** How long a block took, and how it ended. */
export interface Timing {
  readonly name: string;
  readonly durationMillis: number;
  readonly outcome: 'success' | 'failure';
  /** What the block threw, or rejected with. */
  readonly error?: unknown;
}

export interface TimedOptions {
  /** Told once, when the block has ended: write {@link timingRecord} of it, or count it. */
  readonly report?: (timing: Timing) => void;
  readonly clock?: Clock;
}

/** A timer under way. */
export interface TimedBlock extends Disposable {
  readonly name: string;
  elapsedMillis(): number;
  /** Ends the block and reports it; later calls answer the same timing and report nothing. */
  end(error?: unknown): Timing;
}

/**
 * Times a block of work [E9].
 *
 * With a function it runs it and answers what it answers, promises included; errors are reported and thrown on.
 * Without one it answers a timer, for `using` or to be ended by hand.
 *
 * @example
 * const rows = await timed('load', () => load(), { report: (timing) => logger.log(timingRecord(timing)) });
 * @example
 * using block = timed('load', { report });
 */
export function timed(name: string, options?: TimedOptions): TimedBlock;
export function timed<T>(name: string, run: () => T, options?: TimedOptions): T;
export function timed<T>(
  name: string,
  runOrOptions?: (() => T) | TimedOptions,
  options?: TimedOptions,
): T | TimedBlock {
  if (typeof runOrOptions !== 'function') return begin(name, runOrOptions ?? {});
  const block = begin(name, options ?? {});
  let answer: T;
  try {
    answer = runOrOptions();
  } catch (error) {
    block.end(error);
    throw error;
  }
  if (!isPromise(answer)) {
    block.end();
    return answer;
  }
  return answer.then(
    (value) => {
      block.end();
      return value;
    },
    (error: unknown) => {
      block.end(error);
      throw error;
    },
  ) as T;
}

/**
 * Makes the record of a timing: level `performance`, `error` where the block failed; attributes `timer`,
 * `duration_ms`, `outcome`.
 */
export function timingRecord(timing: Timing, defaults?: RecordDefaults): LogRecord {
  const { name, durationMillis, outcome, error } = timing;
  return createRecord(
    {
      level: outcome === 'success' ? 'performance' : 'error',
      message: `${name} ${outcome === 'success' ? 'took' : 'failed after'} ${durationMillis.toFixed(1)} ms`,
      attributes: { timer: name, duration_ms: durationMillis, outcome },
      ...(error !== undefined && { error }),
    },
    defaults,
  );
}

function begin(name: string, { report, clock = systemClock }: TimedOptions): TimedBlock {
  const start = clock.monotonic();
  let timing: Timing | undefined;
  const end = (error?: unknown): Timing => {
    if (timing !== undefined) return timing;
    const durationMillis = clock.monotonic() - start;
    timing =
      error === undefined
        ? { name, durationMillis, outcome: 'success' }
        : { name, durationMillis, outcome: 'failure', error };
    report?.(timing);
    return timing;
  };
  return {
    name,
    end,
    elapsedMillis: () => timing?.durationMillis ?? clock.monotonic() - start,
    [disposeSymbol]: () => void end(),
  };
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
