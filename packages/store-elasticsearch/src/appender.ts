import { type IngestRejection, type LogRecord, TailraceError } from '@tailrace/core';
import { setImmediate as turn } from 'node:timers/promises';
import { type AppendAnswer, isRecordLine, recordLine } from '@tailrace/store';
import type { BackingIndexes } from './backing-indexes.ts';
import { BulkBatch, type Item } from './bulk-batch.ts';
import { BULK_FILTER, readBulkAnswer, type Verdict } from './bulk-answer.ts';
import type { ColumnChoice } from './document/columns.ts';
import { documentOf } from './document/document.ts';
import { deleteDocuments } from './delete-documents.ts';
import { failureOf, type Server, unavailable } from './server.ts';
import type { Settings } from './settings.ts';

/** What has become of the records of one append. */
interface Outcome {
  accepted: number;
  readonly duplicates: number[];
  readonly rejected: IngestRejection[];
}

/** Elasticsearch takes no longer ids. */
const MAX_ID_BYTES = 512;
/** Bulk requests of one append at the same time. */
const IN_FLIGHT = 2;
const FIRST_WAIT_MILLIS = 50;
const LONGEST_WAIT_MILLIS = 2000;
/** What a document takes beside its record, as a rule. */
const USUAL_BYTES = 1200;

/** Creates documents of records, each once under its id; answers when the server has synced them. */
export class Appender {
  readonly #server: Server;
  readonly #settings: Settings;
  readonly #backing: BackingIndexes;
  readonly #choice: ColumnChoice;
  readonly #prepare: () => Promise<unknown>;
  /** The most bytes that the server takes in one request. */
  #requestLimit = Number.POSITIVE_INFINITY;

  /** @param prepare - Puts the template in place again: where somebody deleted it, and where columns are new. */
  constructor(
    server: Server,
    settings: Settings,
    backing: BackingIndexes,
    choice: ColumnChoice,
    prepare: () => Promise<unknown>,
  ) {
    this.#server = server;
    this.#settings = settings;
    this.#backing = backing;
    this.#choice = choice;
    this.#prepare = prepare;
  }

  /** The server takes no larger requests. */
  limitRequests(bytes: number): void {
    this.#requestLimit = bytes;
  }

  async append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    const outcome: Outcome = { accepted: 0, duplicates: [], rejected: [] };
    const repeated = new BulkBatch(0);
    const running = new Set<Promise<void>>();
    const failures: unknown[] = [];
    // The next documents are made while the server is at work on the last.
    for (const batch of this.#batches(records, outcome, repeated)) {
      const write = this.#write(batch, outcome)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => running.delete(write));
      running.add(write);
      await (running.size >= IN_FLIGHT ? Promise.race(running) : turn());
      if (failures.length > 0) break;
    }
    await Promise.all(running);
    if (failures.length > 0) throw failures[0];
    // The first of several with one id is kept: the others come when it is settled.
    if (repeated.items.length > 0) await this.#write(repeated, outcome);
    const duplicateIndexes = outcome.duplicates.sort((a, b) => a - b);
    const rejected = outcome.rejected.sort((a, b) => a.index - b.index);
    return { accepted: outcome.accepted, duplicates: duplicateIndexes.length, rejected, duplicateIndexes };
  }

  *#batches(records: readonly LogRecord[], outcome: Outcome, repeated: BulkBatch): Iterable<BulkBatch> {
    const { maxRecordBytes } = this.#settings;
    const maxBulkBytes = Math.min(this.#settings.maxBulkBytes, this.#requestLimit);
    const seen = new Set<string>();
    const room = (left: number): number => Math.min(maxBulkBytes, left * USUAL_BYTES);
    let batch = new BulkBatch(room(records.length));
    for (const [index, record] of records.entries()) {
      const line = recordLine(record, index, maxRecordBytes);
      if (!isRecordLine(line)) {
        outcome.rejected.push(line);
        continue;
      }
      const { id, json } = documentOf(line.text, this.#choice);
      if (Buffer.byteLength(id) > MAX_ID_BYTES) {
        const message = `'id' has more than ${MAX_ID_BYTES} bytes.`;
        outcome.rejected.push({ index, code: 'bad_field', message });
        continue;
      }
      const isRepeated = seen.has(id);
      seen.add(id);
      const target = isRepeated ? repeated : batch;
      const item = target.add(index, id, json);
      if (item.end - item.from > this.#requestLimit) {
        outcome.rejected.push(tooLarge(item));
        target.takeLast();
      } else if (!isRepeated && batch.length > maxBulkBytes && batch.items.length > 1) {
        const next = new BulkBatch(room(records.length - index));
        batch.moveLast(next);
        yield batch;
        batch = next;
      }
    }
    if (batch.items.length > 0) yield batch;
  }

  async #write(batch: BulkBatch, outcome: Outcome): Promise<void> {
    const { clock, busyMillis } = this.#settings;
    const end = clock.monotonic() + busyMillis;
    // Columns that are new with this batch; where they are not told, each is a change of the cluster's state.
    if (this.#choice.hasNew) await this.#prepare();
    let left = await this.#withoutOlder(batch.items, outcome);
    let hasPrepared = false;
    for (let wait = FIRST_WAIT_MILLIS; left.length > 0; wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS)) {
      const { again, why, noStream, retryAfterMillis = wait } = await this.#send(batch, left, outcome);
      if (noStream) {
        if (hasPrepared) {
          throw new TailraceError(
            'TAILRACE_STORE_FAILED',
            `There is no data stream '${this.#settings.dataStream}', and its template makes none.`,
          );
        }
        hasPrepared = true;
        await this.#prepare();
      } else if (again.length > 0) {
        if (clock.monotonic() + retryAfterMillis > end) throw unavailable(`it is busy (${why})`);
        await new Promise<void>((resolve) => void clock.schedule(resolve, retryAfterMillis));
      }
      left = again;
    }
  }

  /** Sends items of a batch once; halves them where they are too large for the server. */
  async #send(batch: BulkBatch, items: readonly Item[], outcome: Outcome): Promise<Sent> {
    const answer = await this.#server.ask({
      method: 'POST',
      path: `/${encodeURIComponent(this.#settings.dataStream)}/_bulk`,
      query: { filter_path: BULK_FILTER, require_data_stream: true },
      bulk: batch.bodyOf(items),
    });
    if (answer.status === 413) return this.#sendHalves(batch, items, outcome);
    if (answer.status === 429 || answer.status === 503) {
      const { retryAfterMillis } = answer;
      return {
        again: items,
        why: `HTTP ${answer.status}`,
        noStream: false,
        ...(retryAfterMillis !== undefined && { retryAfterMillis }),
      };
    }
    if (answer.status >= 300) throw failureOf(answer);
    const read = readBulkAnswer(answer.body, items.length);
    if (read === undefined) throw unavailable('its answer is not that of a bulk request');
    const again: Item[] = [];
    const created: Item[] = [];
    let noStream = false;
    items.forEach((item, place) => {
      const verdict = read.verdicts[place] as Verdict;
      if (verdict.type === 'created') created.push(item);
      else if (verdict.type === 'duplicate') outcome.duplicates.push(item.index);
      else if (verdict.type === 'refused') {
        outcome.rejected.push({
          index: item.index,
          code: 'bad_field',
          message: `Elasticsearch refused it: ${verdict.reason}.`,
        });
      } else {
        again.push(item);
        noStream ||= verdict.type === 'no-stream';
      }
    });
    await this.#settle(created, read.indexes, outcome);
    return { again, why: read.why, noStream };
  }

  async #sendHalves(batch: BulkBatch, items: readonly Item[], outcome: Outcome): Promise<Sent> {
    const [only] = items;
    if (items.length === 1 && only !== undefined) {
      outcome.rejected.push(tooLarge(only));
      return { again: [], why: '', noStream: false };
    }
    const middle = Math.ceil(items.length / 2);
    const first = await this.#send(batch, items.slice(0, middle), outcome);
    const second = await this.#send(batch, items.slice(middle), outcome);
    return {
      again: [...first.again, ...second.again],
      why: first.why || second.why,
      noStream: first.noStream || second.noStream,
    };
  }

  /** Leaves out the records that an older index holds. */
  async #withoutOlder(items: readonly Item[], outcome: Outcome): Promise<readonly Item[]> {
    if (this.#backing.older.length === 0) return items;
    const holders = await this.#backing.olderHolders(items.map(({ id }) => id));
    if (holders.size === 0) return items;
    for (const { index, id } of items) if (holders.has(id)) outcome.duplicates.push(index);
    return items.filter(({ id }) => !holders.has(id));
  }

  /** Counts what was created, but for what went into an index that is new while an older one holds it. */
  async #settle(created: readonly Item[], indexes: ReadonlySet<string>, outcome: Outcome): Promise<void> {
    let twice: ReadonlyMap<string, string> = new Map();
    const isNew = [...indexes].some((name) => name !== this.#backing.written);
    if (isNew) {
      await this.#backing.refresh();
      twice = await this.#backing.olderHolders(created.map(({ id }) => id));
      // What this very request created before the roll-over is where it belongs.
      twice = new Map([...twice].filter(([, holder]) => !indexes.has(holder)));
      const { written } = this.#backing;
      if (twice.size > 0 && written !== undefined) await this.#remove(written, [...twice.keys()]);
    }
    for (const { index, id } of created) {
      if (twice.has(id)) outcome.duplicates.push(index);
      else outcome.accepted += 1;
    }
  }

  /** Removes what must not be there twice; a busy server is asked again, for an append that came again would leave it. */
  async #remove(index: string, ids: readonly string[]): Promise<void> {
    const { clock, busyMillis } = this.#settings;
    const end = clock.monotonic() + busyMillis;
    for (let wait = FIRST_WAIT_MILLIS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS)) {
      try {
        return await deleteDocuments(this.#server, index, ids);
      } catch (error) {
        if (clock.monotonic() + wait > end) throw error;
        await new Promise<void>((resolve) => void clock.schedule(resolve, wait));
      }
    }
  }
}

interface Sent {
  readonly again: readonly Item[];
  readonly why: string;
  /** There is no data stream, and no template that would make one. */
  readonly noStream: boolean;
  readonly retryAfterMillis?: number;
}

function tooLarge({ index, from, end }: Item): IngestRejection {
  const message = `The record has ${end - from} bytes as a document, more than Elasticsearch takes in a request.`;
  return { index, code: 'too_large', message };
}
