import { type IngestRejection, type LogRecord, TailraceError, type WireRecord } from '@tailrace/core';
import type { Answer } from '@tailrace/query';
import {
  type AppendAnswer,
  type FieldsQuery,
  type FieldSummary,
  isRecordLine,
  type QueryOptions,
  type QueryPlan,
  type RecordLine,
  recordLine,
  type Store,
  type StoreQuery,
  type StoreStats,
  type VerifyAnswer,
  type WaitingRecords,
} from '@tailrace/store';
import { Backlog, type BufferCounts } from './backlog.ts';
import { type BufferedStoreOptions, type CheckedOptions, checkBufferedOptions } from './buffered-options.ts';
import { HandOver, isPassing } from './hand-over.ts';

/**
 * A store behind a network that takes records also while it is away.
 *
 * While the store behind is there and nothing waits, it is as if this one were not. While it is away, or records wait
 * before them, records are kept on disk, synced, and answered as accepted; they are handed over in order when it is
 * back, once, since it knows them by their ids. Which of them are duplicates is not known before. Questions go to the
 * store behind: while it is away they reject with `TAILRACE_STORE_UNAVAILABLE`, and while records wait the answers say
 * how many are missing.
 */
export interface BufferedStore extends Store {
  waiting(): WaitingRecords;
  /** What waits, and what became of what did. */
  counts(): BufferCounts;
}

/**
 * Opens a store with a buffer before it; what an earlier run left waiting is taken over.
 *
 * The opening succeeds while the store behind is away.
 * @throws TailraceError for wrong options; what `open` rejects with, `TAILRACE_STORE_UNAVAILABLE` excepted; what the
 *   file system says.
 * @example
 * const store = await openBufferedStore({
 *   name: 'postgres',
 *   destination: 'postgres://db.internal/logs',
 *   open: () => openPostgresStore({ url }),
 * });
 */
export async function openBufferedStore(options: BufferedStoreOptions): Promise<BufferedStore> {
  const checked = checkBufferedOptions(options);
  let failure: unknown;
  const store = await checked.open().catch((error: unknown) => {
    if (!isPassing(error)) throw error;
    failure = error;
    return undefined;
  });
  let backlog: Backlog;
  try {
    backlog = await Backlog.open(checked);
  } catch (error) {
    await store?.close();
    throw error;
  }
  return new StoreWithBuffer(checked, backlog, store, failure);
}

class StoreWithBuffer implements BufferedStore {
  readonly name: string;
  readonly #backlog: Backlog;
  readonly #handOver: HandOver;
  #closed = false;

  constructor(options: CheckedOptions, backlog: Backlog, store: Store | undefined, failure: unknown) {
    this.name = options.name;
    this.#backlog = backlog;
    this.#handOver = new HandOver(backlog, store, options);
    if (store === undefined) this.#handOver.away(failure);
    if (!this.#handOver.isThrough) this.#handOver.start();
  }

  async append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    this.#checkOpen();
    const { store } = this.#handOver;
    if (store !== undefined && this.#handOver.isThrough) {
      try {
        return await store.append(records);
      } catch (error) {
        if (!isPassing(error)) throw error;
        this.#handOver.away(error);
      }
    }
    return this.#keep(records);
  }

  async query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    const answer = await this.#behind().query(query, options);
    const { waitingRecords } = this.#backlog.counts();
    if (waitingRecords === 0) return answer;
    const note = `${waitingRecords} records wait to be stored and are not in this answer.`;
    return { ...answer, notes: [...answer.notes, note] };
  }

  async *stream(query: StoreQuery, options?: QueryOptions): AsyncIterable<WireRecord> {
    yield* this.#behind().stream(query, options);
  }

  async get(id: string): Promise<WireRecord | undefined> {
    return this.#behind().get(id);
  }

  async context(
    id: string,
    around: { readonly before: number; readonly after: number },
  ): Promise<readonly WireRecord[] | undefined> {
    return this.#behind().context(id, around);
  }

  async fields(query?: FieldsQuery, options?: QueryOptions): Promise<readonly FieldSummary[]> {
    return this.#behind().fields(query, options);
  }

  async explain(query: StoreQuery): Promise<QueryPlan> {
    const store = this.#behind();
    if (store.explain !== undefined) return store.explain(query);
    throw new TailraceError(
      'TAILRACE_QUERY_UNSUPPORTED',
      `The store '${this.name}' does not tell how it would answer.`,
    );
  }

  async stats(): Promise<StoreStats> {
    return this.#behind().stats();
  }

  waiting(): WaitingRecords {
    const { waitingRecords, waitingBytes } = this.#backlog.counts();
    return { records: waitingRecords, bytes: waitingBytes };
  }

  async verify(): Promise<VerifyAnswer> {
    return this.#behind().verify();
  }

  counts(): BufferCounts {
    return this.#backlog.counts();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#handOver.close();
    await this.#backlog.close();
    await this.#handOver.store?.close();
  }

  async #keep(records: readonly LogRecord[]): Promise<AppendAnswer> {
    const lines: RecordLine[] = [];
    const rejected: IngestRejection[] = [];
    const duplicates: number[] = [];
    const ids = new Set<string>();
    for (const [index, record] of records.entries()) {
      const line = recordLine(record, index);
      if (!isRecordLine(line)) rejected.push(line);
      else if (ids.has(record.id)) duplicates.push(index);
      else {
        ids.add(record.id);
        lines.push(line);
      }
    }
    await this.#backlog.keep(lines);
    this.#handOver.start();
    return { accepted: lines.length, duplicates: duplicates.length, rejected, duplicateIndexes: duplicates };
  }

  #behind(): Store {
    this.#checkOpen();
    const { store } = this.#handOver;
    if (store !== undefined) return store;
    throw new TailraceError('TAILRACE_STORE_UNAVAILABLE', `The store '${this.name}' cannot be reached yet.`);
  }

  #checkOpen(): void {
    if (this.#closed) throw new TailraceError('TAILRACE_STORE_CLOSED', 'The store is closed.');
  }
}
