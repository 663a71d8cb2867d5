import type { Entry } from '@tailrace/delivery';
import type { LineBuffer } from './line-buffer.ts';
import type { OpenHandle } from './open-handle.ts';

/** A line of which only the beginning was taken. */
interface TornLine {
  readonly id: string;
  readonly bytes: number;
  readonly device: number;
  readonly inode: number;
  /** The file's size behind the beginning. */
  readonly size: number;
}

/** What a write that failed before its end has brought into the file: not to be written again at the next try. */
export class Progress {
  readonly #done = new Set<string>();
  #torn: TornLine | undefined;

  get isEmpty(): boolean {
    return this.#torn === undefined && this.#done.size === 0;
  }

  /** Those entries whose lines are not in the file as a whole. */
  left(entries: readonly Entry[]): readonly Entry[] {
    return this.#done.size === 0 ? entries : entries.filter(({ id }) => !this.#done.has(id));
  }

  /** How many bytes of an entry's line stand at the end of the file already, so that it can be continued there. */
  begun({ id }: Entry, { device, inode }: OpenHandle, size: number): number {
    const torn = this.#torn;
    const same = torn?.id === id && torn.device === device && torn.inode === inode && torn.size === size;
    return same ? torn.bytes : 0;
  }

  /** A write of `entries` stopped at the byte `at` of `lines`; the file has `size` bytes now. */
  stopped(entries: readonly Entry[], lines: LineBuffer, at: number, handle: OpenHandle, size: number): void {
    let index = 0;
    while (index < entries.length && lines.start(index + 1) <= at) {
      this.#done.add((entries[index] as Entry).id);
      index += 1;
    }
    const next = entries[index];
    const bytes = at - lines.start(index);
    const { device, inode } = handle;
    this.#torn = next !== undefined && bytes > 0 ? { id: next.id, bytes, device, inode, size } : undefined;
  }

  /** They are all written; where something was written, no torn line stands at the end any more. */
  finished(entries: readonly Entry[], wroteSomething: boolean): void {
    if (wroteSomething) this.#torn = undefined;
    for (const { id } of entries) this.#done.delete(id);
  }

  /** They are all to be written anew. */
  forget(entries: readonly Entry[]): void {
    this.finished(entries, true);
  }
}
