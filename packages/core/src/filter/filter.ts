import type { DropReason } from '../diagnostics/drop-reason.ts';
import type { LogRecord } from '../record/log-record.ts';

/** A stateless filter: answers the record, a changed copy of it, or `undefined` to drop it under the function's name. */
export type FilterFunction = (record: LogRecord) => LogRecord | undefined;

/** What a step may do beside answering at once; to be used inside `apply` and `wake` only. */
export interface Flow {
  /** Sends on what was held, or a record that the step made itself; it goes on at the next step. */
  pass(record: LogRecord): void;
  /** Takes a snapshot of a record that the step keeps for later, and counts it as held. */
  hold(record: LogRecord): LogRecord;
  /**
   * Drops the record under way, or one that was held.
   *
   * @returns True where the record is gone. False where somebody else answers for it: a combinator that gives it
   *   another chance, or a dry run that only counts. Steps that make summaries count only what is gone.
   */
  drop(record: LogRecord, reason: DropReason): boolean;
  /** Epoch milliseconds by the chain's clock; never runs backwards. */
  now(): number;
}

/** Why a step is woken: something of it is due, or everything that it keeps has to go. */
export type WakeCause = 'due' | 'flush';

/** A filter with state or time. */
export interface FilterStep {
  readonly name: string;
  /** Answers the record to go on with; `undefined` only after `flow.drop` or `flow.hold`. Changes no record. */
  apply(record: LogRecord, flow: Flow): LogRecord | undefined;
  /** When the step wants to be woken (as `flow.now()`). One unref'd timer serves the whole chain. */
  nextDue?(): number | undefined;
  /**
   * Summaries at a window's end, what was held; called when due, and with `flush` at flush and close, after which
   * nothing may be kept. A step without it holds nothing and makes no records.
   */
  wake?(flow: Flow, cause: WakeCause): void;
  /** True for steps that take content out of records: what leaves a chain with such a step may not be undone. */
  readonly rewrites?: boolean;
  /** What becomes of a record when the step throws: it passes as it is (default), or without its content. */
  readonly onThrow?: 'pass' | 'withhold';
}

/** What `chain()` takes; chains inside a chain become part of it. */
export type Filter = FilterFunction | FilterStep | FilterChain;

/** What one step of a chain dropped, by reason. */
export interface StepCounts {
  readonly name: string;
  readonly dropped: Readonly<Record<string, number>>;
}

/** The chain's own counts: offered = passed + held + dropped by reason. */
export interface FilterCounts {
  readonly offered: number;
  readonly passed: number;
  readonly held: number;
  /** Records that steps made themselves (summaries) and that left the chain; not among `passed`. */
  readonly emitted: number;
  /** Records that steps made themselves and that a later step dropped; not among `dropped`. */
  readonly emittedDropped: number;
  readonly dropped: Readonly<Record<string, number>>;
  /** Of `dropped`, which step it was, in the order of the steps. */
  readonly steps: readonly StepCounts[];
}

/** A composed chain, as transports, the drop-in and the collector use it. */
export interface FilterChain {
  readonly name: string;
  readonly steps: readonly FilterStep[];
  /** True where a step takes content out of records. */
  readonly rewrites: boolean;
  /** Offers a record; what passes, now or later, reaches the listener given to `connect`. Never throws. */
  offer(record: LogRecord): void;
  /**
   * Offers a record and answers what passes at once, instead of telling the listener; `undefined` where it was dropped
   * or is held. What passes later still reaches the listener. Never throws.
   */
  apply(record: LogRecord): LogRecord | undefined;
  /**
   * Says where records go that leave the chain; one listener per chain.
   *
   * @param onHold - Told of each record that a step keeps: the snapshot that leaves later, if it does, and the record
   *   that it was taken of.
   * @throws TailraceError `TAILRACE_BAD_OPTION` where the chain already has a listener and was not closed.
   */
  connect(listener: (record: LogRecord) => void, onHold?: (held: LogRecord, record: LogRecord) => void): void;
  /** Wakes every step, so that nothing held or summarised stays behind. */
  flush(): void;
  /** Flushes and stops the timer. Records offered afterwards are filtered still, and nothing is kept. */
  close(): void;
  counts(): FilterCounts;
}
