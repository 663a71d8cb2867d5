import type { DropReason } from '../diagnostics/drop-reason.ts';
import type { LogRecord } from '../record/log-record.ts';

/** A stateless filter: answers the record, a changed copy of it, or `undefined` to drop it under the step's name. */
export type FilterFunction = (record: LogRecord) => LogRecord | undefined;

/** What a step may do beside answering at once. */
export interface Flow {
  /** Sends a record on to the next step. */
  pass(record: LogRecord): void;
  /** Takes a snapshot of a record that the step keeps for later, and counts it as held. */
  hold(record: LogRecord): LogRecord;
  /** Counts a record as dropped. */
  drop(record: LogRecord, reason: DropReason): void;
  /** Epoch milliseconds by the chain's clock. */
  now(): number;
}

/** A filter with state or time. */
export interface FilterStep {
  readonly name: string;
  /**
   * The step takes content away from records (redaction). A transport that writes Winston's own text would leak the
   * original, so it refuses such a chain without a formatter; combinators answer it for the steps they hold.
   */
  readonly rewrites?: boolean;
  /** Answers the record to go on with; `undefined` only after `flow.drop` or `flow.hold`. */
  apply(record: LogRecord, flow: Flow): LogRecord | undefined;
  /** When the step wants to be woken (epoch milliseconds). One unref'd timer serves the whole chain. */
  nextDue?(): number | undefined;
  /** Summaries at a window's end, what was held; called when due, and at flush and close. */
  wake?(flow: Flow): void;
}

/** What `chain()` takes. */
export type Filter = FilterFunction | FilterStep;

/** The chain's own counts: offered = passed + held + dropped by reason. */
export interface FilterCounts {
  readonly offered: number;
  readonly passed: number;
  readonly held: number;
  readonly emitted: number;
  readonly dropped: Readonly<Record<string, number>>;
}

/** A composed chain, as transports, the drop-in and the collector use it. */
export interface FilterChain {
  readonly steps: readonly FilterStep[];
  /** Offers a record; what passes, now or later, reaches the listener given to `connect`. */
  offer(record: LogRecord): void;
  /** Says where records go that leave the chain; one listener per chain. */
  connect(listener: (record: LogRecord) => void): void;
  /** Wakes every step, so that nothing held or summarised stays behind. */
  flush(): void;
  /** Flushes and stops the timer. */
  close(): void;
  counts(): FilterCounts;
}
