import type { ServerResponse } from 'node:http';
import { whenOver } from './when-over.ts';

/** Knows which answers are not whole yet, so that a close can wait for those and for nothing else. */
export class InFlight {
  readonly #responses = new Set<ServerResponse>();
  #onIdle: (() => void)[] = [];

  /** Counts an answer until its connection is done with it, in whatever way. */
  track(response: ServerResponse): void {
    this.#responses.add(response);
    whenOver(response, () => {
      this.#responses.delete(response);
      if (this.#responses.size > 0) return;
      const waiting = this.#onIdle;
      this.#onIdle = [];
      for (const resolve of waiting) resolve();
    });
  }

  /** Resolves when nothing is in hand. */
  idle(): Promise<void> {
    if (this.#responses.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }
}
