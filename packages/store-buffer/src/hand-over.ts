import { type Clock, type Diagnostics, TailraceError, type Timer } from '@tailrace/core';
import type { Store } from '@tailrace/store';
import type { Backlog, Waiting } from './backlog.ts';
import type { CheckedOptions } from './buffered-options.ts';

/** Tries of one batch that the store behind fails at without being away, before it is taken apart. */
const FAULT_TRIES = 5;
/** Records that are tried one by one and fail, without one that arrives, before the fault is taken for the store's own. */
const LONE_TRIES = 16;

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
  /** The fault of the store that was told last; it is told once. */
  #told: string | undefined;
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
        } else if (batch.length < LONE_TRIES) {
          // Whether a fault lies in these or in the store shows beside others.
          batch = [...batch, ...(await this.#backlog.next())];
        }
        if (batch.length === 0) {
          if (!this.#backlog.hasWaiting) break;
          await this.#wait();
          continue;
        }
        await this.#give(batch);
        batch = [];
        this.#failures = 0;
        this.#told = undefined;
      } catch (error) {
        // Of a batch that was taken apart, some may have arrived.
        batch = batch.filter((waiting) => !this.#settled.has(waiting));
        this.#failed(error);
        await this.#wait();
      }
    }
    // In the same step as the look at what waits: whoever appends after it finds nothing running. What is on its way
    // to the disk now starts this again when it is there.
    this.#running = undefined;
    if (!this.#closed) this.#back();
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
    try {
      await this.#deliver(batch);
    } catch (error) {
      if (isPassing(error) || this.#failures < FAULT_TRIES) throw error;
      await this.#takeApart(batch, error);
    }
  }

  async #deliver(batch: readonly Waiting[]): Promise<void> {
    const store = this.#store as Store;
    const { rejected } = await store.append(batch.map(({ record }) => record));
    const reasons = new Map(rejected.map(({ index, code, message }) => [index, `${code}: ${message}`]));
    const taken = batch.filter((_waiting, index) => !reasons.has(index));
    this.#backlog.handedOver(taken);
    for (const waiting of taken) this.#settled.add(waiting);
    for (const [index, reason] of reasons) await this.#refuse(batch.slice(index, index + 1), reason);
  }

  /**
   * The store fails at something in the batch: halves are tried until the records are found. Those are refused only
   * where others behind them arrive; where none does, the fault may be the store's own, and they go on waiting.
   */
  async #takeApart(batch: readonly Waiting[], error: unknown): Promise<void> {
    const parts = halvesOf(batch);
    let failed: { readonly waiting: Waiting; readonly error: unknown }[] = [];
    for (let part = parts.pop(); part !== undefined && failed.length < LONE_TRIES; part = parts.pop()) {
      try {
        await this.#deliver(part);
      } catch (fault) {
        if (isPassing(fault)) throw fault;
        const [waiting] = part;
        if (part.length > 1) parts.push(...halvesOf(part));
        else if (waiting !== undefined) failed.push({ waiting, error: fault });
        continue;
      }
      for (const { waiting, error: fault } of failed) {
        await this.#refuse([waiting], `The store failed at it: ${String(fault)}`);
      }
      failed = [];
    }
    if (failed.length > 0) throw error;
  }

  async #refuse(batch: readonly Waiting[], reason: string): Promise<void> {
    await this.#backlog.refused(batch, reason);
    for (const waiting of batch) this.#settled.add(waiting);
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    const fault = error instanceof TailraceError ? error.code : String(error);
    if (isPassing(error)) this.away(error);
    else if (fault !== this.#told) {
      this.#told = fault;
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
    this.#told = undefined;
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

/** Both halves of a batch, the first one last: it is taken first. One record has no second half. */
function halvesOf(batch: readonly Waiting[]): (readonly Waiting[])[] {
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(middle), batch.slice(0, middle)].filter((half) => half.length > 0);
}
