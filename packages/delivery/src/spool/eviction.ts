import { TailraceError } from '@tailrace/core/runtime';
import type { Segment } from './segment.ts';
import { shrinkToErrors } from './shrink-segment.ts';
import type { SpoolLedger } from './spool-ledger.ts';
import type { SpoolSettings } from './spool-options.ts';

/**
 * Keeps a spool within its quotas [G5].
 *
 * Evicted is the oldest that nobody has read yet: first what is no error, segment by segment, then the errors too.
 */
export class Eviction {
  readonly #ledger: SpoolLedger;
  readonly #settings: SpoolSettings;

  constructor(ledger: SpoolLedger, settings: SpoolSettings) {
    this.#ledger = ledger;
    this.#settings = settings;
  }

  /** Whether so many more bytes are within the quota. */
  hasRoom(bytes: number): boolean {
    return this.#ledger.segments.bytes + bytes <= this.#settings.maxBytes;
  }

  /** Evicts until there is room. Rejects with `TAILRACE_SPOOL_FULL` where nothing may be evicted. */
  async makeRoom(bytes: number): Promise<void> {
    while (!this.hasRoom(bytes)) {
      const untouched = this.#settings.evicts ? this.#ledger.segments.all().filter((each) => each.untouched) : [];
      const segment = untouched.find(({ shrunk }) => !shrunk) ?? untouched[0];
      if (segment === undefined || bytes > this.#settings.maxBytes) {
        throw new TailraceError('TAILRACE_SPOOL_FULL', `The spool of '${this.#settings.name}' is full.`);
      }
      if (segment.shrunk) this.#evictAll(segment, 'spool_full');
      else await this.#shrink(segment);
      await this.#ledger.segments.removed();
    }
  }

  /** Evicts segments whose youngest entry is past the quota of age. */
  expire(): void {
    const oldest = this.#settings.clock.now() - this.#settings.maxAgeMillis;
    for (const segment of this.#ledger.segments.all().filter(({ untouched }) => untouched)) {
      if (segment.newestMillis < oldest) this.#evictAll(segment, 'spool_expired');
    }
  }

  async #shrink(segment: Segment): Promise<void> {
    const { segments } = this.#ledger;
    const before = { size: segment.size, pending: segment.pending };
    let failure: unknown;
    try {
      await shrinkToErrors(segment, this.#settings.files);
    } catch (error) {
      // The next turn evicts the whole segment, if nothing else makes room.
      segment.shrunk = true;
      failure = error;
    }
    segments.bytes += segment.size - before.size;
    segments.pendingRecords += segment.pending - before.pending;
    this.#ledger.count(before.pending - segment.pending, 'spool_full');
    this.#ledger.settle(segment);
    if (failure !== undefined) this.#ledger.failed('shrink', 'A segment could not be cut to its errors.', failure);
  }

  #evictAll(segment: Segment, reason: 'spool_full' | 'spool_expired'): void {
    this.#ledger.lose(segment, [{ first: 0, last: segment.total - 1 }], reason);
  }
}
