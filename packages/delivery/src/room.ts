import type { Books } from './books.ts';
import type { DeliverySettings } from './delivery-options.ts';
import type { SetAside } from './set-aside.ts';

/** Batches that wait in memory for a destination that fails, of entries that are on disk as well. */
const BATCHES_AT_HAND = 4;

/** How much more may wait in memory; what is being buried alone has room of its own. */
export class Room {
  readonly #settings: Pick<DeliverySettings, 'capacity' | 'batch'>;
  readonly #books: Books;
  readonly #aside: SetAside;

  constructor(settings: Pick<DeliverySettings, 'capacity' | 'batch'>, books: Books, aside: SetAside) {
    this.#settings = settings;
    this.#books = books;
    this.#aside = aside;
  }

  hasRoom(): boolean {
    const { records, bytes } = this.#settings.capacity;
    const aside = this.#aside;
    return this.#books.pending - aside.records <= records && this.#books.pendingBytes - aside.bytes <= bytes;
  }

  /**
   * What is on disk as well is kept in memory to be sent soon. While the destination fails it would only lie there: a
   * few batches are enough to begin with when it is back, and the rest is read then.
   */
  hasRoomForCopy(isWell: boolean, queued: number): boolean {
    return this.hasRoom() && (isWell || queued < BATCHES_AT_HAND * this.#settings.batch.records);
  }

  /** How much may be read back from the disk at once. */
  toReadBack(): { readonly records: number; readonly bytes: number } {
    const { capacity, batch } = this.#settings;
    return {
      records: Math.min(2 * batch.records, capacity.records - this.#books.pending),
      bytes: Math.min(2 * batch.bytes, capacity.bytes - this.#books.pendingBytes),
    };
  }
}
