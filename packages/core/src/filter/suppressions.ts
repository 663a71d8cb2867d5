import type { LogRecord } from '../record/log-record.ts';
import type { Flow, WakeCause } from './filter.ts';
import { summaryOf, weightOf } from './summary.ts';

/** What was suppressed of one key and level since its window began. */
interface Suppressed {
  readonly key: string | undefined;
  readonly due: number;
  count: number;
  weight: number;
  /** Only what a summary needs of the last record: a whole one may be large, and there is one per key. */
  last: LogRecord;
}

/** Stands for every key beyond the bound. */
const OTHERS = '\u0001others';

/**
 * Gathers what a rate limit drops, by key and level, into one "suppressed n" record each at the end of a window, with
 * the weight of all of them: a count over what is stored stays right.
 */
export class Suppressions {
  readonly #windowMillis: number;
  readonly #maxKeys: number;
  /** In the order in which they are due, since all windows are equally long. */
  readonly #open = new Map<string, Suppressed>();
  #due: number | undefined;

  constructor(windowMillis: number, maxKeys: number) {
    this.#windowMillis = windowMillis;
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    return this.#open.size;
  }

  add(key: string, record: LogRecord, now: number): void {
    let place = `${record.level}\u0000${key}`;
    let entry = this.#open.get(place);
    const isBeyond = entry === undefined && this.#open.size >= this.#maxKeys;
    if (isBeyond) {
      place = OTHERS;
      entry = this.#open.get(place);
    }
    if (entry === undefined) {
      const due = now + this.#windowMillis;
      entry = { key: isBeyond ? undefined : key, due, count: 0, weight: 0, last: originOf(record) };
      this.#open.set(place, entry);
      this.#due ??= due;
    } else if (record.timestamp > entry.last.timestamp) {
      entry.last = { ...entry.last, timestamp: record.timestamp };
    }
    entry.count += 1;
    entry.weight += weightOf(record);
  }

  /** Answers the weight that waits for a key and level, and forgets it: the record that passes stands for it. */
  take(key: string, record: LogRecord): number {
    const place = `${record.level}\u0000${key}`;
    const entry = this.#open.get(place);
    if (entry === undefined) return 0;
    this.#open.delete(place);
    if (this.#open.size === 0) this.#due = undefined;
    return entry.weight;
  }

  nextDue(): number | undefined {
    return this.#due;
  }

  wake(flow: Flow, cause: WakeCause): void {
    const now = flow.now();
    this.#due = undefined;
    // What is passed on may come back as a new record of the application: it belongs to a new window.
    const ended: Suppressed[] = [];
    for (const [place, entry] of this.#open) {
      if (cause === 'due' && entry.due > now) {
        this.#due = entry.due;
        break;
      }
      this.#open.delete(place);
      ended.push(entry);
    }
    for (const entry of ended) flow.pass(this.#summary(entry));
  }

  #summary({ key, count, weight, last }: Suppressed): LogRecord {
    const records = count === 1 ? '1 record' : `${count} records`;
    const about = key === '' ? '' : key === undefined ? ' of other keys' : ` of ${shown(key)}`;
    return summaryOf(last, {
      message: `suppressed ${records}${about}`,
      attributes: {
        suppressed: count,
        suppressed_by: 'rate_limit',
        ...(key !== undefined && key !== '' && { suppressed_key: shown(key) }),
        window_millis: this.#windowMillis,
      },
      weight,
    });
  }
}

/** Keys of several parts are joined by NUL, which is nothing for people. */
function shown(key: string): string {
  return key.split('\u0000').filter(Boolean).join(' · ');
}

function originOf(record: LogRecord): LogRecord {
  const { id, timestamp, level, severity, logger, service, host, process, thread } = record;
  return {
    id,
    timestamp,
    level,
    severity,
    message: '',
    ...(logger !== undefined && { logger }),
    ...(service !== undefined && { service }),
    ...(host !== undefined && { host }),
    ...(process !== undefined && { process }),
    ...(thread !== undefined && { thread }),
  };
}
