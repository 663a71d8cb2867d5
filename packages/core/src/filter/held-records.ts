import type { LogRecord } from '../record/log-record.ts';
import { KeyedStates } from './keyed-states.ts';

export interface HeldBounds {
  readonly maxRecords: number;
  readonly maxRecordsPerContext: number;
  readonly maxMillis: number;
}

/** The records of one context, and until when it lets everything through. */
export interface HeldContext {
  openUntil: number;
  records: Set<LogRecord>;
}

interface HeldEntry {
  readonly context: HeldContext;
  readonly expires: number;
}

/** Records that wait for their context to be released; bounded in number, by context, and in time. */
export class HeldRecords {
  readonly #bounds: HeldBounds;
  /** In the order of coming, which is the order of expiring: a map keeps it, and lets go from the middle. */
  readonly #all = new Map<LogRecord, HeldEntry>();
  readonly #contexts: KeyedStates<HeldContext>;
  #firstExpires: number | undefined;

  constructor(bounds: HeldBounds) {
    this.#bounds = bounds;
    // Every context that holds something has a record among the held ones, and twice as many keys find their place.
    // One that is forgotten though it holds records is no loss: they expire like any other.
    this.#contexts = new KeyedStates(bounds.maxRecords * 4);
  }

  get size(): number {
    return this.#all.size;
  }

  /** When the first of the held records expires, or a little earlier. */
  get firstExpires(): number | undefined {
    return this.#firstExpires;
  }

  context(key: string, now: number): HeldContext {
    const known = this.#contexts.get(key);
    if (known !== undefined) {
      if (known.openUntil > 0 && known.openUntil <= now) known.openUntil = 0;
      return known;
    }
    const context: HeldContext = { openUntil: 0, records: new Set() };
    this.#contexts.set(key, context);
    return context;
  }

  /** Keeps a record; what is over a bound by that is handed out to be dropped. */
  add(context: HeldContext, record: LogRecord, now: number, drop: (record: LogRecord) => void): void {
    const expires = now + this.#bounds.maxMillis;
    context.records.add(record);
    this.#all.set(record, { context, expires });
    this.#firstExpires ??= expires;
    if (context.records.size > this.#bounds.maxRecordsPerContext) this.#dropFirst(context.records, drop);
    if (this.#all.size > this.#bounds.maxRecords) this.#dropFirst(this.#all.keys(), drop);
  }

  /** Answers the records of a context in the order of coming, and opens it for those that come now. */
  release(key: string, now: number): LogRecord[] {
    const context = this.context(key, now);
    context.openUntil = now + this.#bounds.maxMillis;
    const records = [...context.records];
    for (const record of records) this.#forget(record);
    return records;
  }

  /** Hands out what has been held too long. */
  expire(now: number, drop: (record: LogRecord) => void): void {
    if (this.#firstExpires === undefined || now < this.#firstExpires) return;
    this.#firstExpires = undefined;
    for (const [record, { expires }] of this.#all) {
      if (expires > now) {
        this.#firstExpires = expires;
        return;
      }
      this.#forget(record);
      drop(record);
    }
  }

  /** Answers everything that is held, in the order of coming, and holds nothing any more. */
  takeAll(): LogRecord[] {
    const records = [...this.#all.keys()];
    for (const record of records) this.#forget(record);
    this.#firstExpires = undefined;
    return records;
  }

  #dropFirst(records: Iterable<LogRecord>, drop: (record: LogRecord) => void): void {
    for (const record of records) {
      this.#forget(record);
      drop(record);
      return;
    }
  }

  #forget(record: LogRecord): void {
    this.#all.get(record)?.context.records.delete(record);
    this.#all.delete(record);
    if (this.#all.size === 0) this.#firstExpires = undefined;
  }
}
