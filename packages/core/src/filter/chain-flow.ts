import type { DropReason } from '../diagnostics/drop-reason.ts';
import type { LogRecord } from '../record/log-record.ts';
import type { FilterStep } from './filter.ts';
import type { InnerFlow } from './inner-flow.ts';
import type { Ledger } from './ledger.ts';

/** What the flow of a step asks of its chain. */
export interface FlowHost {
  readonly dryRun: boolean;
  /** Lets a record go on at the step after this one. */
  resume(record: LogRecord): void;
  /** Hears of a snapshot that was taken of a record. */
  held(held: LogRecord, record: LogRecord): void;
  now(): number;
  failed(step: FilterStep, record: LogRecord, error: unknown): LogRecord;
}

/** What one step of a chain is given, with the count of what the step dropped. */
export class ChainFlow implements InnerFlow {
  readonly dropped = new Map<DropReason, number>();
  readonly #ledger: Ledger;
  readonly #host: FlowHost;

  constructor(ledger: Ledger, host: FlowHost) {
    this.#ledger = ledger;
    this.#host = host;
  }

  pass(record: LogRecord): void {
    this.#host.resume(record);
  }

  hold(record: LogRecord): LogRecord {
    const held = this.#ledger.hold(record);
    if (held !== record) this.#host.held(held, record);
    return held;
  }

  drop(record: LogRecord, reason: DropReason): boolean {
    if (this.#ledger.drop(record)) this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + 1);
    return !this.#host.dryRun;
  }

  now(): number {
    return this.#host.now();
  }

  announce(record: LogRecord): void {
    this.#ledger.announce(record);
  }

  replace(before: LogRecord, after: LogRecord): void {
    if (this.#ledger.travelling) this.#ledger.replace(before, after);
  }

  failed(step: FilterStep, record: LogRecord, error: unknown): LogRecord {
    return this.#host.failed(step, record, error);
  }
}
