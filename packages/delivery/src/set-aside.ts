import type { QueuedEntry } from './queued-entry.ts';

/** Entries too large to be sent, while they are being buried: they are pending and take up no room. */
export class SetAside {
  readonly #burials = new Map<QueuedEntry, Promise<void>>();
  bytes = 0;

  get records(): number {
    return this.#burials.size;
  }

  all(): Iterable<QueuedEntry> {
    return this.#burials.keys();
  }

  add(entry: QueuedEntry, buried: Promise<void>, changed: () => void): void {
    this.bytes += entry.bytes;
    const burial = buried.then(() => {
      this.#burials.delete(entry);
      this.bytes -= entry.bytes;
      changed();
    });
    this.#burials.set(entry, burial);
  }

  /** Resolves when those that are here now are buried. */
  async settled(): Promise<void> {
    await Promise.all(this.#burials.values());
  }
}
