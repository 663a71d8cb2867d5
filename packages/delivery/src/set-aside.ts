import type { QueuedEntry } from './queued-entry.ts';

/** Entries too large to be sent, while they are being buried: they are pending and take up no room. */
export class SetAside {
  readonly #burials = new Map<QueuedEntry, Promise<void>>();
  readonly #changed: () => void;
  bytes = 0;

  /** @param changed - Called when one has been buried. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get records(): number {
    return this.#burials.size;
  }

  all(): Iterable<QueuedEntry> {
    return this.#burials.keys();
  }

  /**
   * Has an entry buried; false where so many bytes are being buried already.
   *
   * @param maxBytes - One entry is taken even where it alone has more.
   */
  add(entry: QueuedEntry, maxBytes: number, bury: () => Promise<void>): boolean {
    if (this.records > 0 && this.bytes + entry.bytes > maxBytes) return false;
    this.bytes += entry.bytes;
    const burial = bury().then(() => {
      this.#burials.delete(entry);
      this.bytes -= entry.bytes;
      this.#changed();
    });
    this.#burials.set(entry, burial);
    return true;
  }

  /** Resolves when those that are here now are buried. */
  async settled(): Promise<void> {
    await Promise.all(this.#burials.values());
  }
}
