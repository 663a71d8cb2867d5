import type { Diagnostics, FilterChain, LogRecord } from '@tailrace/core';
import type { MetricRegistry } from '../metrics/registry.ts';

/** Records that passed, each with the place of the record it came from. */
export interface Filtered {
  readonly records: readonly LogRecord[];
  readonly indexes: readonly number[];
}

/** What the filter needs beside the chain. */
export interface IngestFilterOptions {
  readonly chain: FilterChain;
  readonly metrics: MetricRegistry;
  readonly diagnostics: Diagnostics;
  /** Stores records that leave the chain at another time: summaries, and what was held. */
  readonly appendLate: (records: readonly LogRecord[]) => Promise<void>;
}

/** Runs batches through a filter chain; what leaves the chain at another time than it came is stored on its own. */
export class IngestFilter {
  readonly #options: IngestFilterOptions;
  readonly #late = new Set<Promise<void>>();
  #gathered: LogRecord[] = [];

  constructor(options: IngestFilterOptions) {
    this.#options = options;
    options.chain.connect((record) => this.#gather(record));
  }

  /** Offers every record of a batch; what passes at once comes back. */
  apply(records: readonly LogRecord[], indexes: readonly number[]): Filtered {
    const passed: LogRecord[] = [];
    const places: number[] = [];
    for (const [position, record] of records.entries()) {
      const out = this.#options.chain.apply(record);
      if (out === undefined) continue;
      passed.push(out);
      places.push(indexes[position] ?? position);
    }
    return { records: passed, indexes: places };
  }

  /** Puts the chain's counts into the registry. */
  collect(): void {
    for (const [reason, count] of Object.entries(this.#options.chain.counts().dropped)) {
      this.#options.metrics.set('tailrace_ingest_dropped_total', count, reason);
    }
  }

  /** Empties the chain, and waits until what it held is stored. */
  async close(): Promise<void> {
    this.#options.chain.close();
    this.#flushLate();
    while (this.#late.size > 0) await Promise.all(this.#late);
  }

  #gather(record: LogRecord): void {
    this.#gathered.push(record);
    if (this.#gathered.length === 1) queueMicrotask(() => this.#flushLate());
  }

  #flushLate(): void {
    if (this.#gathered.length === 0) return;
    const records = this.#gathered;
    this.#gathered = [];
    const storing = this.#options.appendLate(records).catch((error: unknown) => {
      this.#options.metrics.add('tailrace_ingest_lost_total', records.length);
      this.#options.diagnostics.report({
        name: 'store.failed',
        source: 'collector',
        message: 'Records that the ingest filter had held back could not be stored.',
        records: records.length,
        error,
      });
    });
    this.#late.add(storing);
    void storing.finally(() => this.#late.delete(storing));
  }
}
