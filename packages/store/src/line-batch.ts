import { decodeRecord, type LogRecord } from '@tailrace/core';

/** What a batch keeps of a record beside its line. */
export type BatchedRecord = Pick<LogRecord, 'id' | 'timestamp' | 'sampleRate'>;

const LINE_BREAK = 10;

/**
 * Records as their lines of JSON, held in bytes.
 *
 * Records that live until they are synced make a collector spend a third of its time on moving them about in memory.
 * Here each lives only until its line is made: what stays of it is an id, a time and its bytes.
 */
export class LineBatch {
  readonly #ids: string[] = [];
  readonly #timestamps: number[] = [];
  /** Where a record has another weight than 1. */
  readonly #weighted = new Set<number>();
  #texts: string[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  /** Where each line of `#bytes` ends, behind its line break; made when it is asked for. */
  #ends: Uint32Array | undefined;

  /** How many records it has. */
  get length(): number {
    return this.#ids.length;
  }

  get ids(): readonly string[] {
    return this.#ids;
  }

  /** Epoch milliseconds, one for each record. */
  get timestamps(): readonly number[] {
    return this.#timestamps;
  }

  /** Whether a record has a weight other than 1. */
  isWeighted(index: number): boolean {
    return this.#weighted.has(index);
  }

  /** Adds a record and its line, as `recordLine` makes it; nothing else of the record is held. */
  add({ id, timestamp, sampleRate }: BatchedRecord, line: string): void {
    if (sampleRate !== undefined && sampleRate !== 1) this.#weighted.add(this.#ids.length);
    this.#ids.push(id);
    this.#timestamps.push(timestamp);
    this.#texts.push(line);
  }

  /** Makes bytes of the lines added since the last time; to be called before others get their turn. */
  settle(): void {
    if (this.#texts.length === 0) return;
    this.#texts.push('');
    const added = Buffer.from(this.#texts.join('\n'), 'utf8');
    this.#texts = [];
    this.#bytes = this.#bytes.length === 0 ? added : Buffer.concat([this.#bytes, added]);
    this.#ends = undefined;
  }

  /** All lines, each with its line break. */
  get bytes(): Buffer {
    this.settle();
    return this.#bytes;
  }

  /** The line of one record, without its break. */
  lineAt(index: number): string {
    return this.bytes.toString('utf8', this.#startOf(index), this.#endOf(index) - 1);
  }

  /** The bytes of one record's line, without its break. */
  lineBytesAt(index: number): number {
    return this.#endOf(index) - this.#startOf(index) - 1;
  }

  /** The lines of some records, given in order, each with its line break. */
  bytesOf(indexes: readonly number[]): Buffer {
    if (indexes.length === this.length) return this.bytes;
    return Buffer.concat(indexes.map((index) => this.bytes.subarray(this.#startOf(index), this.#endOf(index))));
  }

  /** The records again, read from their lines. */
  toRecords(): LogRecord[] {
    return this.#ids.flatMap((_, index) => {
      const decoded = decodeRecord(this.lineAt(index));
      return decoded.ok ? [decoded.record] : [];
    });
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : this.#endOf(index - 1);
  }

  #endOf(index: number): number {
    this.settle();
    this.#ends ??= endsOf(this.#bytes, this.length);
    return this.#ends[index] ?? this.#bytes.length;
  }
}

function endsOf(bytes: Buffer, lines: number): Uint32Array {
  const ends = new Uint32Array(lines);
  let end = 0;
  for (let line = 0; line < lines; line += 1) {
    end = bytes.indexOf(LINE_BREAK, end) + 1;
    ends[line] = end;
  }
  return ends;
}
