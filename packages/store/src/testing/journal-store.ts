import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeRecord, encodeRecord, type LogRecord } from '@tailrace/core';
import { MemoryStore } from '../memory-store.ts';
import type { AppendAnswer } from '../store.ts';

const FILE = 'journal.jsonl';

/**
 * A store in memory that also writes each append to one file in its folder, and reads that when it is loaded.
 *
 * The smallest store that keeps what it was given: what the stores that are wrong on purpose are made of.
 */
export class JournalStore extends MemoryStore {
  override readonly name: string = 'journal';
  readonly #path: string;

  constructor(folder: string) {
    super();
    this.#path = join(folder, FILE);
  }

  /** Reads what was kept before; answers the store itself. */
  async load(): Promise<this> {
    const lines = await readFile(this.#path, 'utf8').catch(() => '');
    const records = lines.split('\n').flatMap((line) => {
      const decoded = decodeRecord(line);
      return decoded.ok ? [decoded.record] : [];
    });
    await super.append(records);
    return this;
  }

  override async append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    const answer = await super.append(records);
    const bad = new Set(answer.rejected.map(({ index }) => index));
    await this.write(records.filter((_, index) => !bad.has(index)));
    return answer;
  }

  protected async write(records: readonly LogRecord[]): Promise<void> {
    const file = await open(this.#path, 'a');
    try {
      await file.write(records.map((record) => `${encodeRecord(record)}\n`).join(''));
      await file.datasync();
    } finally {
      await file.close();
    }
  }
}
