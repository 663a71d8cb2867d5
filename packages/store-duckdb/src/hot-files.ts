import type { LineBatch } from '@tailrace/store';
import type { BatchIds } from './batch-ids.ts';
import { HotFile } from './hot-file.ts';
import type { HotSource } from './plan.ts';

/** The write-ahead files of a store that writes, until they are segments. */
export class HotFiles {
  readonly #folder: string;
  readonly #files = new Map<number, HotFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get files(): readonly HotFile[] {
    return [...this.#files.values()];
  }

  get(sequence: number): HotFile | undefined {
    return this.#files.get(sequence);
  }

  add(file: HotFile): void {
    this.#files.set(file.sequence, file);
  }

  delete(file: HotFile): void {
    this.#files.delete(file.sequence);
  }

  /** Takes note of those lines of a batch that are durable in a file, which may be new. */
  note(
    sequence: number,
    bytes: number,
    lines: LineBatch,
    kept: readonly number[],
    ids: BatchIds,
  ): { file: HotFile; isNew: boolean } {
    const known = this.#files.get(sequence);
    const file = known ?? new HotFile(this.#folder, sequence);
    if (known === undefined) this.add(file);
    file.bytes += bytes;
    // Wider than the ids, where some were left out: it only says where to look.
    file.ids.range.merge(ids.range);
    for (const index of kept) {
      file.note(ids.highAt(index), ids.lowAt(index), lines.timestamps[index] ?? 0, lines.isWeighted(index));
    }
    return { file, isNew: known === undefined };
  }

  /** The files as queries see them. */
  get sources(): HotSource[] {
    return this.files.map(({ path, minTime, maxTime, weighted }) => ({ path, minTime, maxTime, weighted }));
  }
}
