import { type Clock, type IngestRejection, type LogRecord, TailraceError } from '@tailrace/core';
import type { AppendAnswer } from '@tailrace/store';
import { copyRows, mergeRows, NeedsLook } from './append-batch.ts';
import type { Database } from './database.ts';
import { Deadline } from './deadline.ts';
import { isDuplicate, isOfData, isWorthAgain } from './failures.ts';
import type { Partitions } from './partitions.ts';
import { isRecordRow, type RecordRow, recordRow } from './record-row.ts';
import type { Tables } from './tables.ts';

export interface AppenderSettings {
  readonly maxConcurrentAppends: number;
  readonly maxAppendRecords: number;
  readonly maxRecordBytes: number;
  readonly appendTimeoutMillis: number;
  readonly clock: Clock;
}

/** An append that waits for its turn. */
interface Waiting {
  readonly rows: readonly RecordRow[];
  readonly settle: (outcome: Promise<Outcome>) => void;
}

/** What became of rows: which were taken, and which the server did not take at all. */
interface Outcome {
  readonly taken: ReadonlySet<RecordRow>;
  readonly refused: ReadonlyMap<RecordRow, string>;
}

/** An append that met another one again and again is given up. */
const MOST_TRIES = 6;

/** Takes batches of records; those that wait at the same time share a transaction. */
export class Appender {
  readonly #database: Database;
  readonly #tables: Tables;
  readonly #partitions: Partitions;
  readonly #settings: AppenderSettings;
  readonly #waiting: Waiting[] = [];
  readonly #working = new Set<Promise<void>>();
  /** Whether duplicates are to be expected: then they are looked for before they are met. */
  #expectsDuplicates = false;

  constructor(database: Database, tables: Tables, partitions: Partitions, settings: AppenderSettings) {
    this.#database = database;
    this.#tables = tables;
    this.#partitions = partitions;
    this.#settings = settings;
  }

  async append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    const rows: RecordRow[] = [];
    const rejected: IngestRejection[] = [];
    records.forEach((record, index) => {
      const made = recordRow(record, index, this.#settings.maxRecordBytes);
      if (isRecordRow(made)) rows.push(made);
      else rejected.push(made);
    });
    const { taken, refused } = rows.length === 0 ? NOTHING : await this.#write(rows);
    for (const [{ index }, message] of refused) rejected.push({ index, code: 'bad_field', message });
    const duplicateIndexes = rows.filter((row) => !taken.has(row) && !refused.has(row)).map(({ index }) => index);
    const accepted = rows.length - duplicateIndexes.length - refused.size;
    return {
      accepted,
      duplicates: duplicateIndexes.length,
      rejected: rejected.sort((a, b) => a.index - b.index),
      duplicateIndexes,
    };
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  #write(rows: readonly RecordRow[]): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#waiting.push({ rows, settle: resolve });
      if (this.#working.size < this.#settings.maxConcurrentAppends) this.#start();
    });
  }

  #start(): void {
    const work = this.#work().finally(() => {
      this.#working.delete(work);
    });
    this.#working.add(work);
  }

  async #work(): Promise<void> {
    // Appends of the same turn of the event loop go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch();
      const outcome = this.#writeUnique(batch.flatMap(({ rows }) => rows));
      for (const { settle } of batch) settle(outcome);
      await outcome.catch(() => undefined);
    }
  }

  #nextBatch(): readonly Waiting[] {
    let count = 0;
    let end = 0;
    for (const { rows } of this.#waiting) {
      if (end > 0 && count + rows.length > this.#settings.maxAppendRecords) break;
      count += rows.length;
      end += 1;
    }
    return this.#waiting.splice(0, end);
  }

  async #writeUnique(rows: readonly RecordRow[]): Promise<Outcome> {
    const unique = new Map<string, RecordRow>();
    for (const row of rows) if (!unique.has(row.id)) unique.set(row.id, row);
    const { appendTimeoutMillis, clock } = this.#settings;
    const deadline = new Deadline(clock, appendTimeoutMillis, undefined, tookTooLong);
    try {
      await this.#partitions.ensure(
        [...unique.values()].map(({ day }) => day),
        clock.now(),
      );
      return await this.#writeParts([...unique.values()], deadline);
    } finally {
      deadline.end();
    }
  }

  /** Where the server does not take a record, halves are tried until it is found; the others are kept. */
  async #writeParts(rows: readonly RecordRow[], deadline: Deadline): Promise<Outcome> {
    try {
      return { taken: await this.#writeOnce(rows, deadline), refused: new Map() };
    } catch (error) {
      if (!isOfData((error as Error).cause)) throw error;
      const [only] = rows;
      if (rows.length === 1 && only !== undefined) return this.#writeBare(only, deadline);
      const half = Math.ceil(rows.length / 2);
      const first = await this.#writeParts(rows.slice(0, half), deadline);
      const second = await this.#writeParts(rows.slice(half), deadline);
      return {
        taken: new Set([...first.taken, ...second.taken]),
        refused: new Map([...first.refused, ...second.refused]),
      };
    }
  }

  /** The record's JSON as a text is all that is kept of it. */
  async #writeBare(row: RecordRow, deadline: Deadline): Promise<Outcome> {
    try {
      const taken = await this.#writeOnce([{ ...row, line: row.bareLine() }], deadline);
      return { taken: taken.size === 0 ? new Set() : new Set([row]), refused: new Map() };
    } catch (error) {
      const { cause } = error as Error;
      if (!isOfData(cause)) throw error;
      return {
        taken: new Set(),
        refused: new Map([[row, `The server does not take the record: ${(cause as Error).message}.`]]),
      };
    }
  }

  async #writeOnce(rows: readonly RecordRow[], deadline: Deadline): Promise<ReadonlySet<RecordRow>> {
    for (let tries = 1; ; tries += 1) {
      try {
        if (!this.#expectsDuplicates && tries === 1) {
          await this.#database.use('appending', (session) => copyRows(session, this.#tables, rows), deadline);
          return new Set(rows);
        }
        const ids = await this.#database.use(
          'appending',
          (session) => mergeRows(session, this.#tables, rows),
          deadline,
        );
        this.#expectsDuplicates = ids.size < rows.length;
        return new Set(rows.filter(({ id }) => ids.has(id)));
      } catch (error) {
        const { cause } = error as Error;
        const helps = cause instanceof NeedsLook || isDuplicate(cause) || isWorthAgain(cause);
        if (!helps || tries === MOST_TRIES) throw error;
      }
    }
  }
}

const NOTHING: Outcome = { taken: new Set(), refused: new Map() };

function tookTooLong(millis: number): TailraceError {
  const words = `PostgreSQL did not take the records within ${millis} ms. Whether they are kept is not known: send them again.`;
  return new TailraceError('TAILRACE_STORE_UNAVAILABLE', words);
}
