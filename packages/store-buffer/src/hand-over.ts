import { type Clock, type Diagnostics, TailraceError, type Timer } from '@tailrace/core';
import type { Store } from '@tailrace/store';
import type { Backlog, Waiting } from './backlog.ts';
import type { CheckedOptions } from './buffered-options.ts';

/** Tries of one batch that the store behind fails at without being away, before it is taken apart. */
const FAULT_TRIES = 5;

/** Codes that pass by themselves. */
const PASSING: ReadonlySet<string> = new Set(['TAILRACE_STORE_UNAVAILABLE', 'TAILRACE_STORE_FULL']);

/** Whether an error of a store says that it is away, or that it takes nothing for now. */
export function isPassing(error: unknown): boolean {
  return error instanceof TailraceError && PASSING.has(error.code);
}

/** Hands what waits over to the store behind, in order, for as long as anything does. */
export class HandOver {
  readonly #backlog: Backlog;
  readonly #options: CheckedOptions;
  readonly #clock: Clock;
  readonly #diagnostics: Diagnostics;
  #store: Store | undefined;
  #running: Promise<void> | undefined;
  /** What of the batch in hand arrived or was refused. */
  readonly #settled = new Set<Waiting>();
  #wake: (() => void) | undefined;
  #timer: Timer | undefined;
  #failures = 0;
  #closed = false;
  #isAway = false;

  /** @param store - The store behind; absent while it could not be opened. */
  constructor(backlog: Backlog, store: Store | undefined, options: CheckedOptions) {
    this.#backlog = backlog;
    this.#store = store;
    this.#options = options;
    this.#clock = options.clock;
    this.#diagnostics = options.diagnostics;
  }

  /** The store behind, once it could be opened. */
  get store(): Store | undefined {
    return this.#store;
  }

  /** Whether records may go straight to the store: it is there, and nothing waits before them. */
  get isThrough(): boolean {
    return this.#store !== undefined && this.#running === undefined && this.#backlog.isEmpty;
  }

  /** Begins, unless it is under way. */
  start(): void {
    if (!this.#closed) this.#running ??= this.#run();
  }

  /** Notes that the store behind is away; told once until it is back. */
  away(error: unknown): void {
    if (this.#isAway) return;
    this.#isAway = true;
    const { name } = this.#options;
    this.#diagnostics.report({
      name: 'store.away',
      source: `store-${name}`,
      message: 'The store behind is away; what comes is kept on disk until it is back.',
      error,
    });
  }

  /** Lets the batch that is under way finish. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#closed && !(await this.#isOpened())) await this.#wait();
    let batch: readonly Waiting[] = [];
    while (!this.#closed) {
      try {
        if (batch.length === 0) {
          this.#settled.clear();
          batch = await this.#backlog.next();
        }
        if (batch.length === 0) break;
        await this.#give(batch);
        batch = [];
        this.#failures = 0;
      } catch (error) {
        // Of a batch that was taken apart, some may have arrived.
        batch = batch.filter((waiting) => !this.#settled.has(waiting));
        this.#failed(error);
        await this.#wait();
      }
    }
    // In the same step as the look at what waits: whoever appends after it finds nothing running.
    this.#running = undefined;
    if (this.#closed) return;
    if (this.#backlog.isEmpty) this.#back();
    else this.start();
  }

  async #isOpened(): Promise<boolean> {
    if (this.#store !== undefined) return true;
    try {
      this.#store = await this.#options.open();
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  /** Gives a batch to the store; rejects where that is worth a further try. */
  async #give(batch: readonly Waiting[]): Promise<void> {
    const store = this.#store as Store;
    try {
      const { rejected } = await store.append(batch.map(({ record }) => record));
      const reasons = new Map(rejected.map(({ index, code, message }) => [index, `${code}: ${message}`]));
      const taken = batch.filter((_waiting, index) => !reasons.has(index));
      this.#backlog.handedOver(taken);
      for (const waiting of taken) this.#settled.add(waiting);
      for (const [index, reason] of reasons) await this.#refuse(batch.slice(index, index + 1), reason);
    } catch (error) {
      if (isPassing(error) || this.#failures < FAULT_TRIES) throw error;
      await this.#takeApart(batch, error);
    }
  }

  /** The store fails at something in the batch: each half is tried by itself, until the one record is found. */
  async #takeApart(batch: readonly Waiting[], error: unknown): Promise<void> {
    const middle = Math.ceil(batch.length / 2);
    if (middle === batch.length) {
      await this.#refuse(batch, `The store failed at it: ${String(error)}`);
      return;
    }
    await this.#give(batch.slice(0, middle));
    await this.#give(batch.slice(middle));
  }

  async #refuse(batch: readonly Waiting[], reason: string): Promise<void> {
    await this.#backlog.refused(batch, reason);
    for (const waiting of batch) this.#settled.add(waiting);
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    if (isPassing(error)) this.away(error);
    else if (this.#failures === 1) {
      this.#diagnostics.report({
        name: 'store.failed',
        source: `store-${this.#options.name}`,
        message: 'What waits could not be handed to the store; it is tried again.',
        error,
      });
    }
  }

  #back(): void {
    this.#failures = 0;
    if (!this.#isAway) return;
    this.#isAway = false;
    const { name } = this.#options;
    this.#diagnostics.report({
      name: 'store.back',
      source: `store-${name}`,
      message: 'The store behind is back, and has what was kept meanwhile.',
      records: this.#backlog.counts().handedOver,
    });
  }

  /** Full jitter under an exponential bound, so that collectors beside each other do not come at once. */
  async #wait(): Promise<void> {
    if (this.#closed) return;
    const { retryMinMillis, retryMaxMillis } = this.#options;
    const bound = Math.min(retryMaxMillis, retryMinMillis * 2 ** Math.min(this.#failures - 1, 32));
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#timer = this.#clock.schedule(resolve, Math.random() * bound);
    });
    this.#wake = undefined;
  }
}
