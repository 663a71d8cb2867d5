import type { IngestRejection, LogRecord } from '@tailrace/core';
import { dayOf } from './days.ts';
import { isRecordRow, type RecordRow, recordRow } from './record-row.ts';

/** Rows that are made between two turns of the event loop: meanwhile the server works on those before. */
const SLICE = 200;

/** The rows of one append, made when they are asked for, once. */
export class AppendRows {
  readonly rows: RecordRow[] = [];
  readonly rejected: IngestRejection[] = [];
  readonly #records: readonly LogRecord[];
  readonly #maxRecordBytes: number;
  #made = 0;

  constructor(records: readonly LogRecord[], maxRecordBytes: number) {
    this.#records = records;
    this.#maxRecordBytes = maxRecordBytes;
  }

  get count(): number {
    return this.#records.length;
  }

  /** The days of the records, as far as they have one. */
  get days(): ReadonlySet<number> {
    return new Set(this.#records.map(({ timestamp }) => dayOf(timestamp)).filter(Number.isInteger));
  }

  /** Makes what is not made yet. */
  makeAll(): void {
    while (this.#made < this.#records.length) this.makeSome();
  }

  /** Makes the next few. */
  makeSome(): void {
    const end = Math.min(this.#made + SLICE, this.#records.length);
    for (; this.#made < end; this.#made += 1) {
      const record = this.#records[this.#made];
      if (record === undefined) continue;
      const made = recordRow(record, this.#made, this.#maxRecordBytes);
      if (isRecordRow(made)) this.rows.push(made);
      else this.rejected.push(made);
    }
  }

  get isWhole(): boolean {
    return this.#made === this.#records.length;
  }
}

/** The rows of some appends that go together: of those with one id the first. */
export class BatchRows {
  readonly #appends: readonly AppendRows[];
  readonly #ids = new Set<string>();
  readonly #unique: RecordRow[] = [];
  #append = 0;
  #row = 0;

  constructor(appends: readonly AppendRows[]) {
    this.#appends = appends;
  }

  makeFirst(): void {
    if (this.#unique.length === 0) this.#makeMore();
  }

  /** All rows, those that are made already in one piece, and then as they are made. */
  *slices(): Generator<readonly RecordRow[]> {
    for (let end = 0; ; ) {
      if (this.#unique.length > end) {
        const slice = this.#unique.slice(end);
        end = this.#unique.length;
        yield slice;
      }
      if (!this.#makeMore()) return;
    }
  }

  all(): readonly RecordRow[] {
    while (this.#makeMore());
    return this.#unique;
  }

  /** Answers false where all are made. */
  #makeMore(): boolean {
    const append = this.#appends[this.#append];
    if (append === undefined) return false;
    if (!append.isWhole) append.makeSome();
    for (; this.#row < append.rows.length; this.#row += 1) {
      const row = append.rows[this.#row];
      if (row === undefined || this.#ids.has(row.id)) continue;
      this.#ids.add(row.id);
      this.#unique.push(row);
    }
    if (append.isWhole) {
      this.#append += 1;
      this.#row = 0;
    }
    return true;
  }
}
