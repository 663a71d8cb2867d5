import type { Diagnostics, FilterChain, IngestAnswer, IngestRejection, LogRecord } from '@tailrace/core';
import { type AppendAnswer, LineBatch, type Store } from '@tailrace/store';
import type { StoreHealth } from '../api/store-health.ts';
import type { MetricRegistry } from '../metrics/registry.ts';
import type { TailHub } from '../tail/tail-hub.ts';
import { IngestFilter } from './ingest-filter.ts';
import type { ParsedBatch } from './parse.ts';

/** What accepting needs. */
export interface AcceptorOptions {
  readonly store: Store;
  readonly filter?: FilterChain | undefined;
  readonly tail: TailHub;
  readonly health: StoreHealth;
  readonly metrics: MetricRegistry;
  readonly diagnostics: Diagnostics;
}

/** Takes parsed batches from any protocol: filters them, stores them, and answers when they are durable. */
export class Acceptor {
  readonly #options: AcceptorOptions;
  readonly #filter: IngestFilter | undefined;

  constructor(options: AcceptorOptions) {
    this.#options = options;
    const { filter: chain, metrics, diagnostics } = options;
    this.#filter =
      chain &&
      new IngestFilter({
        chain,
        metrics,
        diagnostics,
        appendLate: async (records) => void (await this.#append(records)),
      });
  }

  /** Whether batches are best parsed as lines: a filter judges records, and not every store takes lines. */
  get takesLines(): boolean {
    return this.#filter === undefined && this.#options.store.appendLines !== undefined;
  }

  /**
   * Stores a batch.
   *
   * What the store itself refuses is named by its place in the body, as what the parser refused is.
   * @throws what `Store.append` throws; nothing of the batch was kept then.
   */
  async accept(batch: ParsedBatch): Promise<IngestAnswer> {
    const { records, indexes } = this.#filtered(batch);
    const stored = records.length === 0 ? NOTHING : await this.#append(records);
    const refused = stored.rejected.map((rejection) => ({
      ...rejection,
      index: indexes[rejection.index] ?? rejection.index,
    }));
    const rejected = [...batch.rejected, ...refused].sort((a, b) => a.index - b.index);
    const accepted = Math.max(0, batch.indexes.length - stored.duplicates - refused.length);
    this.#count({ accepted, duplicates: stored.duplicates, rejected });
    return { accepted, duplicates: stored.duplicates, rejected };
  }

  /** Puts counts that are kept elsewhere into the registry. */
  collect(): void {
    this.#filter?.collect();
  }

  /** Stores what the filter holds. */
  async close(): Promise<void> {
    await this.#filter?.close();
  }

  #filtered(batch: ParsedBatch): Pick<ParsedBatch, 'records' | 'indexes'> {
    if (this.#filter === undefined) return batch;
    const { records } = batch;
    return this.#filter.apply(records instanceof LineBatch ? records.toRecords() : records, batch.indexes);
  }

  async #append(records: readonly LogRecord[] | LineBatch): Promise<AppendAnswer> {
    const { tail, health, diagnostics } = this.#options;
    let answer: AppendAnswer;
    try {
      answer = await this.#store(records);
    } catch (error) {
      health.failed(error);
      throw error;
    }
    health.worked();
    try {
      tail.publish(records, answer);
    } catch (error) {
      // The records are stored: whoever sent them has nothing to do with a reader's trouble.
      diagnostics.report({ name: 'request.failed', source: 'collector', message: 'The live tail failed.', error });
    }
    return answer;
  }

  #store(records: readonly LogRecord[] | LineBatch): Promise<AppendAnswer> {
    const { store } = this.#options;
    if (!(records instanceof LineBatch)) return store.append(records);
    return store.appendLines?.(records) ?? store.append(records.toRecords());
  }

  #count({ accepted, duplicates, rejected }: IngestAnswer): void {
    const { metrics, diagnostics } = this.#options;
    metrics.add('tailrace_ingest_records_total', accepted);
    if (duplicates > 0) metrics.add('tailrace_ingest_duplicates_total', duplicates);
    if (rejected.length === 0) return;
    for (const { code } of rejected) metrics.add('tailrace_ingest_rejected_total', 1, code);
    diagnostics.report({
      name: 'ingest.rejected',
      source: 'collector',
      message: `${rejected.length} of the records in one request were refused: ${codesOf(rejected)}.`,
      records: rejected.length,
    });
  }
}

const NOTHING: IngestAnswer = { accepted: 0, duplicates: 0, rejected: [] };

function codesOf(rejected: readonly IngestRejection[]): string {
  return [...new Set(rejected.map(({ code }) => code))].join(', ');
}
