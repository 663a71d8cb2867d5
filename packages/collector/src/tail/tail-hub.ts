import { encodeRecord, type LogRecord, toWire, type WireRecord } from '@tailrace/core';
import { type AppendAnswer, LineBatch } from '@tailrace/store';
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
  publish(stored: readonly LogRecord[] | LineBatch, answer: AppendAnswer): void {
    if (this.#clients.size === 0 || answer.accepted === 0) return;
    const { duplicates, duplicateIndexes } = answer;
    const left = new Set([...answer.rejected.map(({ index }) => index), ...(duplicateIndexes ?? [])]);
    for (const [index, { id, wire, line }] of publishedOf(stored)) {
      if (left.has(index)) continue;
      // Of a store that counts duplicates without naming them, our own memory decides in a mixed batch.
      if (duplicateIndexes === undefined) {
        if (duplicates > 0 && this.#recent.has(id)) continue;
        this.#recent.add(id);
      }
      this.#send(id, wire(), line);
    }
  }

  /** Ends every reader, at the collector's close. */
  endAll(): void {
    for (const client of this.#clients) client.end();
  }

  #send(id: string, wire: WireRecord, line: () => string): void {
    let data: string | undefined;
    for (const client of this.#clients) {
      if (!client.wants(wire)) continue;
      data ??= line();
      client.offer(id, data);
    }
  }
}

/** A stored record as readers want it; each form is made when it is asked for. */
interface Published {
  readonly id: string;
  readonly wire: () => WireRecord;
  readonly line: () => string;
}

function* publishedOf(stored: readonly LogRecord[] | LineBatch): Generator<[number, Published]> {
  if (!(stored instanceof LineBatch)) {
    for (const [index, record] of stored.entries()) {
      yield [index, { id: record.id, wire: () => toWire(record), line: () => encodeRecord(record) }];
    }
    return;
  }
  for (const [index, id] of stored.ids.entries()) {
    const line = stored.lineAt(index);
    yield [index, { id, wire: () => JSON.parse(line) as WireRecord, line: () => line }];
  }
}
