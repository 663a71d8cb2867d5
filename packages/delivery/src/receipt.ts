/** What was promised of an accepted record: in this process's memory, handed to the kernel, or synced to disk. */
export type Durability = 'memory' | 'process' | 'disk';

/** What `record()` answers at once [C2]; it never throws. */
export interface Receipt {
  readonly id: string;
  /** `filtered`: the filter chain dropped the record, or holds it back. */
  readonly status: 'queued' | 'written_sync' | 'filtered' | 'failed';
  readonly error?: Error;
  /** Resolves when the chosen durability is reached, rejects if the record is lost; made on first use. */
  readonly settled: Promise<void>;
}

/** What `flush(deadline)` answers. */
export interface FlushAnswer {
  /** Records delivered since the call. */
  readonly delivered: number;
  /** Records that are still queued, in flight or spooled. */
  readonly pending: number;
}

/** A receipt whose end is still to come; the promise is made only for those who ask for it. */
export class OpenReceipt implements Receipt {
  readonly id: string;
  status: Receipt['status'];
  error?: Error;
  #end: 'open' | 'reached' | 'lost' = 'open';
  #promise: Promise<void> | undefined;
  #resolve: (() => void) | undefined;
  #reject: ((error: Error) => void) | undefined;

  constructor(id: string, status: Receipt['status'] = 'queued') {
    this.id = id;
    this.status = status;
  }

  get settled(): Promise<void> {
    this.#promise ??= this.#promised();
    return this.#promise;
  }

  /** The durability is reached. The first end counts. */
  reach(): void {
    if (this.#end !== 'open') return;
    this.#end = 'reached';
    this.#resolve?.();
  }

  /** The record is lost before its durability was reached. */
  lose(error: Error): void {
    if (this.#end !== 'open') return;
    this.#end = 'lost';
    this.error = error;
    this.#reject?.(error);
  }

  #promised(): Promise<void> {
    if (this.#end === 'reached') return Promise.resolve();
    if (this.#end === 'lost') return Promise.reject(this.error);
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }
}
