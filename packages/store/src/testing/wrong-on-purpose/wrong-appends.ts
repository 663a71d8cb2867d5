import { type LogRecord, newRecordId } from '@tailrace/core';
import type { AppendAnswer } from '../../store.ts';
import { JournalStore } from '../journal-store.ts';

/** Takes a record that is twice in one batch for two. */
export class DoublesWithinBatch extends JournalStore {
  override append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    const seen = new Set<string>();
    return super.append(records.map((record) => withFreshId(record, !isFirst(record, seen))));
  }
}

/** Knows the ids of the last batch only. */
export class DoublesAcrossBatches extends JournalStore {
  readonly #known = new Set<string>();

  override append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    const before = new Set(this.#known);
    for (const { id } of records) this.#known.add(id);
    return super.append(records.map((record) => withFreshId(record, before.has(record.id))));
  }
}

/** Knows no ids from before it was opened. */
export class DoublesAcrossRestart extends JournalStore {
  readonly #appended = new Set<string>();

  override async append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    const old = await Promise.all(records.map(({ id }) => this.get(id)));
    const answer = await super.append(
      records.map((record, index) => withFreshId(record, old[index] !== undefined && !this.#appended.has(record.id))),
    );
    for (const { id } of records) this.#appended.add(id);
    return answer;
  }
}

/** Acknowledges a batch and writes it with the next one. */
export class AcknowledgesTooEarly extends JournalStore {
  #unwritten: readonly LogRecord[] = [];

  protected override async write(records: readonly LogRecord[]): Promise<void> {
    await super.write(this.#unwritten);
    this.#unwritten = records;
  }
}

/** Lets one bad record spoil its batch. */
export class RefusesWholeBatch extends JournalStore {
  override async append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    if (records.every(({ timestamp }) => Number.isFinite(timestamp))) return super.append(records);
    const rejected = records.map((_, index) => ({ index, code: 'bad_field', message: 'The batch has a bad record.' }));
    return { accepted: 0, duplicates: 0, rejected };
  }
}

/** Drops a bad record without a word. */
export class DropsSilently extends JournalStore {
  override async append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    return { ...(await super.append(records)), rejected: [] };
  }
}

function withFreshId(record: LogRecord, isDuplicate: boolean): LogRecord {
  return isDuplicate ? { ...record, id: newRecordId(record.timestamp) } : record;
}

function isFirst({ id }: LogRecord, seen: Set<string>): boolean {
  const first = !seen.has(id);
  seen.add(id);
  return first;
}
