const MAX_IDS = 50_000;

/** Remembers the last ids it was given, so many at the most. */
export class RecentIds {
  readonly #ids = new Set<string>();

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= MAX_IDS) return;
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      break;
    }
  }

  clear(): void {
    this.#ids.clear();
  }
}
