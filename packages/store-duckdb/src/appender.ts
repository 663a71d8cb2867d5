import type { IngestRejection, LogRecord } from '@tailrace/core';
import { type AppendAnswer, isRecordLine, recordLine } from '@tailrace/store';
import type { Duplicates } from './duplicates.ts';
import type { HotFiles } from './hot-files.ts';
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

  async append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    const known = await this.#duplicates.older(records.map(({ id }) => id));
    // A record that another append has in hand is a duplicate only if that one succeeds.
    for (let others = this.#othersOf(records); others.length > 0; others = this.#othersOf(records))
      await Promise.all(others);
    const rejected: IngestRejection[] = [];
    const kept: LogRecord[] = [];
    const texts: string[] = [];
    const duplicates: number[] = [];
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    records.forEach((record, index) => {
      const line = recordLine(record, index, this.#maxRecordBytes);
      if (!isRecordLine(line)) rejected.push(line);
      else if (this.#pending.has(record.id) || known.has(record.id) || this.#duplicates.isRecent(record.id))
        duplicates.push(index);
      else {
        this.#pending.set(record.id, ended);
        kept.push(record);
        texts.push(line.text);
      }
    });
    try {
      if (kept.length > 0) await this.#write(kept, texts);
    } finally {
      for (const { id } of kept) this.#pending.delete(id);
      end();
    }
    return { accepted: kept.length, duplicates: duplicates.length, rejected, duplicateIndexes: duplicates };
  }

  #othersOf(records: readonly LogRecord[]): Promise<void>[] {
    if (this.#pending.size === 0) return [];
    return records.flatMap(({ id }) => this.#pending.get(id) ?? []);
  }

  #write(kept: readonly LogRecord[], texts: string[]): Promise<void> {
    texts.push('');
    const buffer = Buffer.from(texts.join('\n'), 'utf8');
    return this.#wal.append(buffer, (sequence) => {
      const { file, isNew } = this.#hot.note(sequence, buffer.length, kept);
      if (isNew) this.#duplicates.addHot(file);
    });
  }
}
