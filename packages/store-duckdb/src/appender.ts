import type { IngestRejection, LogRecord } from '@tailrace/core';
import { type AppendAnswer, isRecordLine, LineBatch, recordLine } from '@tailrace/store';
import { BatchIds } from './batch-ids.ts';
import type { Duplicates } from './duplicates.ts';
import type { HotFiles } from './hot-files.ts';
import { InHand } from './in-hand.ts';
import type { Wal } from './wal.ts';

/** Takes batches of records: checks them, leaves out what is stored already, and answers once the rest is durable. */
export class Appender {
  readonly #wal: Wal;
  readonly #hot: HotFiles;
  readonly #duplicates: Duplicates;
  readonly #maxRecordBytes: number;
  readonly #inHand = new InHand();

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
    const ids = new BatchIds(lines.ids);
    const known = await this.#duplicates.older(ids);
    // A record that another append has in hand is a duplicate only if that one succeeds.
    for (let others = this.#inHand.othersOf(ids); others.length > 0; others = this.#inHand.othersOf(ids))
      await Promise.all(others);
    const near = this.#duplicates.near(ids);
    const { kept, rest, end } = this.#inHand.take(
      ids,
      (index) => (known.size > 0 && known.has(ids.idAt(index))) || near.some((some) => ids.isIn(some, index)),
    );
    try {
      if (kept.length > 0) await this.#write(lines, kept, ids);
    } finally {
      end();
    }
    const duplicates = places === undefined ? rest : rest.map((index) => places[index] ?? index);
    return { accepted: kept.length, duplicates: duplicates.length, rejected, duplicateIndexes: duplicates };
  }

  #write(lines: LineBatch, kept: readonly number[], ids: BatchIds): Promise<void> {
    const bytes = lines.bytesOf(kept);
    return this.#wal.append(bytes, (sequence) => {
      const { file, isNew } = this.#hot.note(sequence, bytes.length, lines, kept, ids);
      if (isNew) this.#duplicates.addHot(file);
    });
  }
}
