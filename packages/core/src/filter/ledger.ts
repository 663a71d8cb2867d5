import type { LogRecord } from '../record/log-record.ts';
import { snapshot } from './snapshot.ts';

const HELD = 1;
const EMITTED = 2;
type Journey = typeof HELD | typeof EMITTED;

/**
 * The books of one chain: offered = passed + held + dropped, whatever the steps do.
 *
 * The record under way is not looked up anywhere, since there is only one. Those that steps hold, or made themselves,
 * are known by their identity from then on until they leave.
 */
export class Ledger {
  offered = 0;
  passed = 0;
  held = 0;
  emitted = 0;
  emittedDropped = 0;
  /** True while an offered record is under way that is neither dropped nor held yet. */
  underWay = false;
  readonly #journeys = new Map<LogRecord, Journey>();

  /** True where records are held or on the way that are not the one under way. */
  get travelling(): boolean {
    return this.#journeys.size !== 0;
  }

  /** A record that was not offered goes on: one that was held keeps its entry, any other was made by a step. */
  announce(record: LogRecord): void {
    if (!this.#journeys.has(record)) this.#journeys.set(record, EMITTED);
  }

  replace(before: LogRecord, after: LogRecord): void {
    const journey = this.#journeys.get(before);
    if (journey === undefined) return;
    this.#journeys.delete(before);
    this.#journeys.set(after, journey);
  }

  hold(record: LogRecord): LogRecord {
    // A record that some step already held is a snapshot, or made from one.
    if (this.#journeys.has(record)) return record;
    const copy = snapshot(record);
    if (this.underWay) {
      this.underWay = false;
      this.held += 1;
      this.#journeys.set(copy, HELD);
    } else {
      this.#journeys.set(copy, EMITTED);
    }
    return copy;
  }

  /** Answers true where an offered record is dropped by this, to be counted under a reason. */
  drop(record: LogRecord): boolean {
    const journey = this.#journeys.size === 0 ? undefined : this.#journeys.get(record);
    if (journey === undefined) {
      const counts = this.underWay;
      this.underWay = false;
      return counts;
    }
    this.#journeys.delete(record);
    if (journey === EMITTED) {
      this.emittedDropped += 1;
      return false;
    }
    this.held -= 1;
    return true;
  }

  /** Counts a record that was held or made by a step as it leaves the chain. */
  leave(record: LogRecord): void {
    const journey = this.#journeys.get(record);
    this.#journeys.delete(record);
    if (journey === HELD) {
      this.held -= 1;
      this.passed += 1;
    } else {
      this.emitted += 1;
    }
  }
}
