import type { Batch, Entry, Outcome } from '@tailrace/delivery';
import { FileSink, type FileSinkOptions } from '@tailrace/transport-file';

/** Tells somebody of the first write that fails after one that did not. */
export class WatchedFileSink extends FileSink {
  readonly #failed: (error: unknown) => void;
  #isFailing = false;

  constructor(options: FileSinkOptions, failed: (error: unknown) => void) {
    super(options);
    this.#failed = failed;
  }

  override async send(batch: Batch): Promise<Outcome> {
    try {
      const outcome = await super.send(batch);
      this.#isFailing = false;
      return outcome;
    } catch (error) {
      this.#tell(error);
      throw error;
    }
  }

  override sendSync(entries: readonly Entry[]): void {
    try {
      super.sendSync(entries);
      this.#isFailing = false;
    } catch (error) {
      this.#tell(error);
      throw error;
    }
  }

  #tell(error: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    // Whoever hears of it may log, and must not come into the middle of what goes on here.
    queueMicrotask(() => this.#failed(error));
  }
}
