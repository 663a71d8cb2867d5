import type { Diagnostics, DiagnosticsEventName } from '@tailrace/core';
import type { OrdinalRange } from './done-set.ts';
import type { Segment } from './segment.ts';
import { SegmentList } from './segment-list.ts';
import type { SpoolCounts } from './spool-contract.ts';

/** Why a spool gave entries up. */
export type SpoolLoss = 'spool_damaged' | 'spool_full' | 'spool_expired';

const WORDS: Readonly<Record<SpoolLoss, string>> = {
  spool_damaged: 'Entries in the spool are damaged; the bytes were put into quarantine.',
  spool_full: 'The spool is at its quota of bytes; its oldest entries were evicted.',
  spool_expired: 'Entries in the spool are past its quota of age and were evicted.',
};

/** What a spool holds and what became of it: every entry that ends is written down here, once. */
export class SpoolLedger {
  readonly segments: SegmentList = new SegmentList();
  readonly #source: string;
  readonly #diagnostics: Diagnostics;
  readonly #failing = new Set<string>();
  readonly #lost: Record<SpoolLoss, number> = { spool_damaged: 0, spool_full: 0, spool_expired: 0 };
  #adopted = 0;

  constructor(source: string, diagnostics: Diagnostics) {
    this.#source = source;
    this.#diagnostics = diagnostics;
  }

  /** Takes a segment over that another run wrote. */
  adopt(segment: Segment): void {
    this.segments.add(segment);
    this.#adopted += segment.pending;
    this.settle(segment);
  }

  /** Marks entries as done; answers how many were not before. */
  finish(segment: Segment, ranges: readonly OrdinalRange[]): number {
    const finished = segment.finish(ranges);
    this.segments.pendingRecords -= finished;
    this.settle(segment);
    return finished;
  }

  /** Gives entries up and counts those that were not done. */
  lose(segment: Segment, ranges: readonly OrdinalRange[], reason: SpoolLoss): void {
    this.count(this.finish(segment, ranges), reason);
  }

  /** Counts entries that were given up. */
  count(records: number, reason: SpoolLoss): void {
    if (records === 0) return;
    this.#lost[reason] += records;
    this.report(reason === 'spool_damaged' ? 'spool.damaged' : 'record.dropped', WORDS[reason], { records, reason });
  }

  /** Lets a segment go that holds nothing any more, else writes down what is done of it. */
  settle(segment: Segment): void {
    if (segment.sealed && segment.pending === 0) {
      this.segments.remove(segment);
      return;
    }
    segment.progress.flush().then(
      () => this.#failing.delete('progress'),
      (error: unknown) => this.failed('progress', 'What is done of the spool could not be written down.', error),
    );
  }

  /** Reports a failure of the file system, once until the same thing works again. */
  failed(what: string, message: string, error: unknown): void {
    if (this.#failing.has(what)) return;
    this.#failing.add(what);
    this.report('spool.failed', message, { error });
  }

  report(
    name: DiagnosticsEventName,
    message: string,
    details: { readonly records?: number; readonly reason?: SpoolLoss; readonly error?: unknown } = {},
  ): void {
    this.#diagnostics.report({ name, source: this.#source, message, ...details });
  }

  counts(): SpoolCounts {
    return {
      pendingRecords: this.segments.pendingRecords,
      pendingBytes: this.segments.pendingRecords === 0 ? 0 : this.segments.bytes,
      adopted: this.#adopted,
      damaged: this.#lost.spool_damaged,
      evicted: this.#lost.spool_full + this.#lost.spool_expired,
      expired: this.#lost.spool_expired,
    };
  }
}
