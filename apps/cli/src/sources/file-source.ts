import { toWire, type WireRecord } from '@tailrace/core';
import { compilePredicate } from '@tailrace/query';
import { readBatches, type ReadOptions } from '@tailrace/readers';
import type { Notices } from '../terminal/notices.ts';
import { keepRaw } from './raw-lines.ts';
import type { Question, Source, StreamOptions } from './source.ts';

/** A log file, or standard input as `-`. */
export class FileSource implements Source {
  readonly name: string;
  readonly ownOrder = true;
  readonly #options: ReadOptions;
  readonly #notices: Notices;

  constructor(path: string, options: ReadOptions, notices: Notices) {
    this.name = path;
    this.#options = options;
    this.#notices = notices;
  }

  async *stream({ query, from, to }: Question, { signal }: StreamOptions): AsyncGenerator<readonly WireRecord[]> {
    const matches = compilePredicate(query.filter);
    const reading = readBatches(this.name === '-' ? process.stdin : this.name, this.#options);
    for await (const entries of reading) {
      if (signal.aborted) return;
      const found: WireRecord[] = [];
      for (const { record, raw } of entries) {
        if ((from !== undefined && record.timestamp < from) || (to !== undefined && record.timestamp >= to)) continue;
        const wire = toWire(record);
        if (!matches(wire)) continue;
        keepRaw(wire, raw);
        found.push(wire);
      }
      if (found.length > 0) yield found;
    }
    const { problem } = reading.report();
    if (problem !== undefined) this.#notices.warn(`${this.name} ends early: ${problem}`);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
