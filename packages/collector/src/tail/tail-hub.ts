import { encodeRecord, type LogRecord, toWire } from '@tailrace/core';
import type { AppendAnswer } from '@tailrace/store';
import { RecentIds } from './recent-ids.ts';
import type { TailClient } from './tail-client.ts';

/** Hands records that were stored to the readers of the live tail; costs nothing while there are none. */
export class TailHub {
  readonly #clients = new Set<TailClient>();
  readonly #recent = new RecentIds();

  /** How many readers there are. */
  get size(): number {
    return this.#clients.size;
  }

  /** Adds a reader; answers the function that takes it out again. */
  join(client: TailClient): () => void {
    this.#clients.add(client);
    return () => {
      this.#clients.delete(client);
      if (this.#clients.size === 0) this.#recent.clear();
    };
  }

  /** Tells every reader about records that a store has just kept. */
  publish(records: readonly LogRecord[], answer: AppendAnswer): void {
    if (this.#clients.size === 0 || answer.accepted === 0) return;
    const { duplicates, duplicateIndexes } = answer;
    const left = new Set([...answer.rejected.map(({ index }) => index), ...(duplicateIndexes ?? [])]);
    for (const [index, record] of records.entries()) {
      if (left.has(index)) continue;
      // Of a store that counts duplicates without naming them, our own memory decides in a mixed batch.
      if (duplicateIndexes === undefined) {
        if (duplicates > 0 && this.#recent.has(record.id)) continue;
        this.#recent.add(record.id);
      }
      this.#send(record);
    }
  }

  /** Ends every reader, at the collector's close. */
  endAll(): void {
    for (const client of this.#clients) client.end();
  }

  #send(record: LogRecord): void {
    const wire = toWire(record);
    let data: string | undefined;
    for (const client of this.#clients) {
      if (!client.wants(wire)) continue;
      data ??= encodeRecord(record);
      client.offer(record.id, data);
    }
  }
}
