import { unlinkSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import type { Segment } from './segment.ts';

/** A spool's segments in the order they are read, with the sums that are asked for all the time. */
export class SegmentList {
  readonly #ordered: Segment[] = [];
  readonly #byNumber = new Map<number, Segment>();
  readonly #removals = new Map<Segment, Promise<void>>();
  #lastNumber = 0;
  pendingRecords = 0;
  bytes = 0;

  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** Adds a segment behind those whose names come before its own, and behind what is being read. */
  add(segment: Segment): void {
    let at = this.#ordered.length;
    while (at > 0) {
      const before = this.#ordered[at - 1];
      if (before === undefined || before.name < segment.name || before.nextOrdinal > 0) break;
      at -= 1;
    }
    this.#ordered.splice(at, 0, segment);
    this.#byNumber.set(segment.number, segment);
    this.pendingRecords += segment.pending;
    this.bytes += segment.size;
  }

  get(number: number): Segment | undefined {
    return this.#byNumber.get(number);
  }

  all(): readonly Segment[] {
    return this.#ordered;
  }

  /** Takes a segment out and deletes its files: the entries first, for a segment without progress is read again. */
  remove(segment: Segment): void {
    if (!this.#forget(segment)) return;
    this.#removals.set(
      segment,
      unlinkBoth(segment).finally(() => this.#removals.delete(segment)),
    );
  }

  /** Takes out what is done, and deletes its files and those that are on their way out, for the exit hook. */
  removeDoneSync(): void {
    const done = this.#ordered.filter((segment) => segment.sealed && segment.pending === 0);
    for (const segment of done) this.#forget(segment);
    for (const segment of [...this.#removals.keys(), ...done]) {
      for (const path of [segment.path, segment.progress.path]) {
        try {
          unlinkSync(path);
        } catch {
          // Gone already, or found again at the next start.
        }
      }
    }
  }

  /** Resolves when the files of what was removed are gone. */
  async removed(): Promise<void> {
    await Promise.all(this.#removals.values());
  }

  #forget(segment: Segment): boolean {
    if (!this.#byNumber.delete(segment.number)) return false;
    segment.exhausted = true;
    this.#ordered.splice(this.#ordered.indexOf(segment), 1);
    this.pendingRecords -= segment.pending;
    this.bytes -= segment.size;
    return true;
  }
}

async function unlinkBoth(segment: Segment): Promise<void> {
  try {
    await segment.reader?.close();
    // Progress that is on its way must not make the file again after it was deleted.
    await segment.progress.flush();
  } catch {
    // It is not needed any more.
  }
  segment.progress.close();
  for (const path of [segment.path, segment.progress.path]) {
    try {
      await unlink(path);
    } catch {
      // Gone already, or found again at the next start with nothing left to do in it.
    }
  }
}
