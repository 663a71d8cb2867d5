import type { Segment } from '../catalog.ts';
import { daysOf, type Lent } from './fetched.ts';

/** What was fetched for one question, and what people are told of it. */
export class Fetched {
  readonly #segments: Segment[] = [];
  readonly #lost: Segment[] = [];
  #bytes = 0;
  #lentBytes = 0;

  /** Bytes that the question was lent, fetched now or before. */
  get lentBytes(): number {
    return this.#lentBytes;
  }

  note(asked: readonly Segment[], lent: Lent): void {
    this.#segments.push(...asked);
    this.#bytes += lent.fetchedBytes;
    this.#lentBytes += asked.reduce((sum, { summary }) => sum + summary.bytes, 0);
    if (lent.segments.length === asked.length) return;
    const ranges = new Set(lent.segments.map(({ index }) => index));
    this.#lost.push(...asked.filter(({ index }) => !ranges.has(index)));
  }

  get notes(): string[] {
    const notes: string[] = [];
    if (this.#segments.length > 0) {
      const fetched = this.#bytes === 0 ? 'all were here already' : `${(this.#bytes / 1e6).toFixed(1)} MB were fetched`;
      notes.push(`${this.#segments.length} archived segments of ${daysOf(this.#segments)} were read; ${fetched}.`);
    }
    if (this.#lost.length > 0) {
      const records = this.#lost.reduce((sum, { summary }) => sum + summary.records, 0);
      notes.push(
        `${this.#lost.length} segments of ${daysOf(this.#lost)} with ${records} records are missing or damaged in the archive, and not in this answer.`,
      );
    }
    return notes;
  }
}
