import type { IngestRejection, LogRecord } from '@tailrace/core';
import { type AppendAnswer, isRecordLine, LineBatch, recordLine } from '@tailrace/store';
import type { Duplicates } from './duplicates.ts';
import type { HotFiles } from './hot-files.ts';
import { IdRange } from './id-set.ts';
import type { Wal } from './wal.ts';

/** Takes batches of records: checks them, leaves out what is stored already, and answers once the rest is durable. */
export class Appender {
  readonly #wal: Wal;
  readonly #hot: HotFiles;
  readonly #duplicates: Duplicates;
  readonly #maxRecordBytes: number;
  /** Ids on their way to the disk, each with the end of its append, whichever way that goes. */
  readonly #pending = new Map<string, Promise<void>>();

  constructor(wal: Wal, hot: HotFiles, duplicates: Duplicates, maxRecordBytes: number) {
    this.#wal = wal;
    this.#hot = hot;
    this.#duplicates = duplicates;
    this.#maxRecordBytes = maxRecordBytes;
  }

  append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    const lines = new LineBatch();
    const places: number[] = [];
    const rejected: IngestRejection[] = [];
    for (const [index, record] of records.entries()) {
      const line = recordLine(record, index, this.#maxRecordBytes);
      if (isRecordLine(line)) {
        places.push(index);
        lines.add(record, line.text);
      } else rejected.push(line);
    }
    // Bytes now, in the turn of the call: nothing waits that holds a record.
    lines.settle();
    return this.#append(lines, places, rejected);
  }

  appendLines(lines: LineBatch): Promise<AppendAnswer> {
    // No line is longer than all of them together.
    if (lines.bytes.length > this.#maxRecordBytes) {
      for (let index = 0; index < lines.length; index += 1)
        if (lines.lineBytesAt(index) > this.#maxRecordBytes) return this.append(lines.toRecords());
    }
    return this.#append(lines, undefined, []);
  }

  /** @param places - The index of each line among what was given, where that is another than its own. */
  async #append(
    lines: LineBatch,
    places: readonly number[] | undefined,
    rejected: readonly IngestRejection[],
  ): Promise<AppendAnswer> {
    const range = new IdRange();
    for (const id of lines.ids) range.add(id);
    const known = await this.#duplicates.older(lines.ids, range);
    // A record that another append has in hand is a duplicate only if that one succeeds.
    for (let others = this.#othersOf(lines); others.length > 0; others = this.#othersOf(lines))
      await Promise.all(others);
    const kept: number[] = [];
    const duplicates: number[] = [];
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const near = this.#duplicates.near(range);
    for (const [index, id] of lines.ids.entries()) {
      if (this.#pending.has(id) || known.has(id) || near.has(id)) duplicates.push(places?.[index] ?? index);
      else {
        this.#pending.set(id, ended);
        kept.push(index);
      }
    }
    try {
      if (kept.length > 0) await this.#write(lines, kept, range);
    } finally {
      for (const index of kept) this.#pending.delete(lines.ids[index] ?? '');
      end();
    }
    return { accepted: kept.length, duplicates: duplicates.length, rejected, duplicateIndexes: duplicates };
  }

  #othersOf(lines: LineBatch): Promise<void>[] {
    if (this.#pending.size === 0) return [];
    return lines.ids.flatMap((id) => this.#pending.get(id) ?? []);
  }

  #write(lines: LineBatch, kept: readonly number[], range: IdRange): Promise<void> {
    const bytes = lines.bytesOf(kept);
    return this.#wal.append(bytes, (sequence) => {
      const { file, isNew } = this.#hot.note(sequence, bytes.length, lines, kept, range);
      if (isNew) this.#duplicates.addHot(file);
    });
  }
}
