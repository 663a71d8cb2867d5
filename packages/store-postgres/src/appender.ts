import { type Clock, type LogRecord, TailraceError } from '@tailrace/core';
import type { AppendAnswer } from '@tailrace/store';
import { copyRows, mergeRows, NeedsLook } from './append-batch.ts';
import { AppendRows, BatchRows } from './batch-rows.ts';
import type { Database } from './database.ts';
import { Deadline } from './deadline.ts';
import { isDuplicate, isOfData, isWorthAgain } from './failures.ts';
import type { Partitions } from './partitions.ts';
import type { RecordRow } from './record-row.ts';
import type { Session } from './session.ts';
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
  readonly rows: AppendRows;
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
    const rows = new AppendRows(records, this.#settings.maxRecordBytes);
    const { taken, refused } = records.length === 0 ? NOTHING : await this.#write(rows);
    const rejected = [...rows.rejected];
    for (const [{ index }, message] of refused) rejected.push({ index, code: 'bad_field', message });
    const duplicateIndexes = rows.rows.filter((row) => !taken.has(row) && !refused.has(row)).map(({ index }) => index);
    return {
      accepted: records.length - rejected.length - duplicateIndexes.length,
      duplicates: duplicateIndexes.length,
      rejected: rejected.sort((a, b) => a.index - b.index),
      duplicateIndexes,
    };
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  #write(rows: AppendRows): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#waiting.push({ rows, settle: resolve });
      if (this.#working.size < this.#settings.maxConcurrentAppends) this.#start();
      // While the server is busy with others there is time for it.
      else rows.makeAll();
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
      const outcome = this.#writeBatch(batch.map(({ rows }) => rows));
      for (const { settle } of batch) settle(outcome);
      await outcome.catch(() => undefined);
    }
  }

  #nextBatch(): readonly Waiting[] {
    let count = 0;
    let end = 0;
    for (const { rows } of this.#waiting) {
      if (end > 0 && count + rows.count > this.#settings.maxAppendRecords) break;
      count += rows.count;
      end += 1;
    }
    return this.#waiting.splice(0, end);
  }

  async #writeBatch(appends: readonly AppendRows[]): Promise<Outcome> {
    const { appendTimeoutMillis, clock } = this.#settings;
    const deadline = new Deadline(clock, appendTimeoutMillis, undefined, tookTooLong);
    try {
      await this.#partitions.ensure(new Set(appends.flatMap(({ days }) => [...days])), clock.now(), deadline);
      return await this.#writeWhole(new BatchRows(appends), deadline);
    } finally {
      deadline.end();
    }
  }

  /** Straight into the table where no duplicates are expected, which costs least; else, or if that fails, with a look. */
  async #writeWhole(batch: BatchRows, deadline: Deadline): Promise<Outcome> {
    if (!this.#expectsDuplicates) {
      try {
        const doing = (session: Session): Promise<readonly RecordRow[]> => copyRows(session, this.#tables, batch);
        return { taken: new Set(await this.#database.use('appending', doing, deadline)), refused: new Map() };
      } catch (error) {
        const { cause } = error as Error;
        const helps = cause instanceof NeedsLook || isDuplicate(cause) || isWorthAgain(cause) || isOfData(cause);
        if (!helps) throw error;
      }
    }
    return this.#writeParts(batch.all(), deadline);
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
        const doing = (session: Session): Promise<ReadonlySet<string>> => mergeRows(session, this.#tables, rows);
        const ids = await this.#database.use('appending', doing, deadline);
        this.#expectsDuplicates = ids.size < rows.length;
        return new Set(rows.filter(({ id }) => ids.has(id)));
      } catch (error) {
        if (!isWorthAgain((error as Error).cause) || tries === MOST_TRIES) throw error;
      }
    }
  }
}

const NOTHING: Outcome = { taken: new Set(), refused: new Map() };

function tookTooLong(millis: number): TailraceError {
  const words = `PostgreSQL did not take the records within ${millis} ms. Whether they are kept is not known: send them again.`;
  return new TailraceError('TAILRACE_STORE_UNAVAILABLE', words);
}
