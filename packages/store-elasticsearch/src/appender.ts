import { type IngestRejection, type LogRecord, TailraceError } from '@tailrace/core';
import { setImmediate as turn } from 'node:timers/promises';
import { type AppendAnswer, isRecordLine, recordLine } from '@tailrace/store';
import type { BackingIndexes } from './backing-indexes.ts';
import { BULK_FILTER, readBulkAnswer, type Verdict } from './bulk-answer.ts';
import type { ColumnChoice } from './document/columns.ts';
import { documentOf } from './document/document.ts';
import { deleteDocuments } from './delete-documents.ts';
import { failureOf, type Server, unavailable } from './server.ts';
import type { Settings } from './settings.ts';

/** A record on its way. */
interface Item {
  readonly index: number;
  readonly id: string;
  /** Its two lines in a bulk request. */
  readonly lines: string;
  readonly bytes: number;
}

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
/** Identifiers that are JSON as they are. */
const PLAIN_ID = /^[\w-]+$/;

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
    const repeated: Item[] = [];
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
    if (repeated.length > 0) await this.#write(repeated, outcome);
    const duplicateIndexes = outcome.duplicates.sort((a, b) => a - b);
    const rejected = outcome.rejected.sort((a, b) => a.index - b.index);
    return { accepted: outcome.accepted, duplicates: duplicateIndexes.length, rejected, duplicateIndexes };
  }

  *#batches(records: readonly LogRecord[], outcome: Outcome, repeated: Item[]): Iterable<readonly Item[]> {
    const { maxRecordBytes } = this.#settings;
    const maxBulkBytes = Math.min(this.#settings.maxBulkBytes, this.#requestLimit);
    const seen = new Set<string>();
    let batch: Item[] = [];
    let bytes = 0;
    for (const [index, record] of records.entries()) {
      const item = this.#itemOf(record, index, maxRecordBytes);
      if ('code' in item) {
        outcome.rejected.push(item);
        continue;
      }
      if (seen.has(item.id)) {
        repeated.push(item);
        continue;
      }
      seen.add(item.id);
      if (batch.length > 0 && bytes + item.bytes > maxBulkBytes) {
        yield batch;
        [batch, bytes] = [[], 0];
      }
      batch.push(item);
      bytes += item.bytes;
    }
    if (batch.length > 0) yield batch;
  }

  #itemOf(record: LogRecord, index: number, maxRecordBytes: number): Item | IngestRejection {
    const line = recordLine(record, index, maxRecordBytes);
    if (!isRecordLine(line)) return line;
    const { id, json } = documentOf(line.text, this.#choice);
    if (Buffer.byteLength(id) > MAX_ID_BYTES) {
      return { index, code: 'bad_field', message: `'id' has more than ${MAX_ID_BYTES} bytes.` };
    }
    const lines = `{"create":{"_id":${PLAIN_ID.test(id) ? `"${id}"` : JSON.stringify(id)}}}\n${json}\n`;
    const item: Item = { index, id, lines, bytes: Buffer.byteLength(lines) };
    return item.bytes > this.#requestLimit ? tooLarge(item) : item;
  }

  async #write(batch: readonly Item[], outcome: Outcome): Promise<void> {
    const { clock, busyMillis } = this.#settings;
    const end = clock.monotonic() + busyMillis;
    // Columns that are new with this batch; where they are not told, each is a change of the cluster's state.
    if (this.#choice.hasNew) await this.#prepare();
    let left = await this.#withoutOlder(batch, outcome);
    let hasPrepared = false;
    for (let wait = FIRST_WAIT_MILLIS; left.length > 0; wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS)) {
      const { again, why, noStream, retryAfterMillis = wait } = await this.#send(left, outcome);
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

  /** Sends a batch once; halves it where it is too large for the server. */
  async #send(batch: readonly Item[], outcome: Outcome): Promise<Sent> {
    const answer = await this.#server.ask({
      method: 'POST',
      path: `/${encodeURIComponent(this.#settings.dataStream)}/_bulk`,
      query: { filter_path: BULK_FILTER, require_data_stream: true },
      bulk: Buffer.from(batch.map(({ lines }) => lines).join('')),
    });
    if (answer.status === 413) return this.#sendHalves(batch, outcome);
    if (answer.status === 429 || answer.status === 503) {
      const { retryAfterMillis } = answer;
      return {
        again: batch,
        why: `HTTP ${answer.status}`,
        noStream: false,
        ...(retryAfterMillis !== undefined && { retryAfterMillis }),
      };
    }
    if (answer.status >= 300) throw failureOf(answer);
    const read = readBulkAnswer(answer.body, batch.length);
    if (read === undefined) throw unavailable('its answer is not that of a bulk request');
    const again: Item[] = [];
    const created: Item[] = [];
    let noStream = false;
    batch.forEach((item, place) => {
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

  async #sendHalves(batch: readonly Item[], outcome: Outcome): Promise<Sent> {
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) {
      outcome.rejected.push(tooLarge(only));
      return { again: [], why: '', noStream: false };
    }
    const middle = Math.ceil(batch.length / 2);
    const first = await this.#send(batch.slice(0, middle), outcome);
    const second = await this.#send(batch.slice(middle), outcome);
    return {
      again: [...first.again, ...second.again],
      why: first.why || second.why,
      noStream: first.noStream || second.noStream,
    };
  }

  /** Leaves out the records that an older index holds. */
  async #withoutOlder(batch: readonly Item[], outcome: Outcome): Promise<readonly Item[]> {
    const holders = await this.#backing.olderHolders(batch.map(({ id }) => id));
    if (holders.size === 0) return batch;
    for (const { index, id } of batch) if (holders.has(id)) outcome.duplicates.push(index);
    return batch.filter(({ id }) => !holders.has(id));
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

function tooLarge({ index, bytes }: Item): IngestRejection {
  const message = `The record has ${bytes} bytes as a document, more than Elasticsearch takes in a request.`;
  return { index, code: 'too_large', message };
}
