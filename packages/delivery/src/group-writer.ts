import type { QueuedEntry } from './queued-entry.ts';
import type { Spool, SpoolPosition } from './spool/spool-contract.ts';

/** What becomes of entries that were handed to the writer. */
export interface GroupListener {
  written(entries: readonly QueuedEntry[], positions: readonly SpoolPosition[]): void;
  failed(entries: readonly QueuedEntry[], error: unknown): void;
}

/** How much may wait for the next append before it is written in the caller's stack. */
const MAX_WAITING_RECORDS = 1_000;
const MAX_WAITING_BYTES = 1024 * 1024;

/**
 * Puts entries into the spool in groups: all that come in one turn of the event loop, and all that come while the
 * last group is being written. Memory stays bounded within one turn too: a burst is written synchronously in parts.
 */
export class GroupWriter {
  readonly #spool: Spool;
  readonly durability: 'process' | 'disk';
  readonly #listener: GroupListener;
  #waiting: QueuedEntry[] = [];
  #waitingBytes = 0;
  #writing: readonly QueuedEntry[] = [];
  #scheduled = false;
  #paused = false;
  #whenPaused: (() => void) | undefined;
  #added = 0;
  #ended = 0;
  #watchers: { readonly until: number; readonly resolve: () => void }[] = [];

  constructor(spool: Spool, durability: 'process' | 'disk', listener: GroupListener) {
    this.#spool = spool;
    this.durability = durability;
    this.#listener = listener;
  }

  /** Whether entries are on their way to the spool. */
  get busy(): boolean {
    return this.#waiting.length > 0 || this.#writing.length > 0;
  }

  add(entry: QueuedEntry): void {
    this.#added += 1;
    this.#waiting.push(entry);
    this.#waitingBytes += entry.bytes;
    const full = this.#waiting.length >= MAX_WAITING_RECORDS || this.#waitingBytes >= MAX_WAITING_BYTES;
    if (full) this.writeSync();
    else this.#schedule();
  }

  /** Resolves when everything that was added before is in the spool, or was refused by it. */
  settled(): Promise<void> {
    const until = this.#added;
    if (this.#ended >= until) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.push({ until, resolve }));
  }

  /** Writes what waits in the caller's stack. */
  writeSync(): void {
    const group = this.#takeWaiting();
    if (group.length === 0) return;
    let positions: readonly SpoolPosition[];
    try {
      positions = this.#spool.appendSync(group, this.durability);
    } catch (error) {
      this.#listener.failed(group, error);
      this.#end(group);
      return;
    }
    this.#listener.written(group, positions);
    this.#end(group);
  }

  /** What was handed to the spool and not confirmed yet. */
  unconfirmed(): readonly QueuedEntry[] {
    return this.#writing;
  }

  /**
   * Resolves when no append is under way, and starts none until `resume`: what is read meanwhile has been confirmed.
   */
  pause(): Promise<void> {
    this.#paused = true;
    if (this.#writing.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenPaused = resolve;
    });
  }

  resume(): void {
    this.#paused = false;
    if (this.#waiting.length > 0) this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#paused || this.#writing.length > 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0 && this.#writing.length === 0 && !this.#paused) {
      const group = this.#takeWaiting();
      this.#writing = group;
      try {
        const positions = await this.#spool.append(group, this.durability);
        this.#writing = [];
        this.#listener.written(group, positions);
      } catch (error) {
        this.#writing = [];
        this.#listener.failed(group, error);
      }
      this.#end(group);
    }
    this.#whenPaused?.();
    this.#whenPaused = undefined;
  }

  #end(group: readonly QueuedEntry[]): void {
    this.#ended += group.length;
    const due = this.#watchers.filter(({ until }) => this.#ended >= until);
    this.#watchers = this.#watchers.filter(({ until }) => this.#ended < until);
    for (const { resolve } of due) resolve();
  }

  #takeWaiting(): QueuedEntry[] {
    const group = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    return group;
  }
}
