import { failureOf, type Server } from './server.ts';

/**
 * Makes what was appended visible before it is asked for: one refresh for all appends since the last, and none where
 * nothing was appended.
 */
export class Refresher {
  readonly #server: Server;
  readonly #path: string;
  /** What was there before this store was opened counts, too. */
  #appended = 1;
  #visible = 0;
  #running: { readonly upTo: number; readonly done: Promise<void> } | undefined;

  constructor(server: Server, dataStream: string) {
    this.#server = server;
    this.#path = `/${encodeURIComponent(dataStream)}/_refresh`;
  }

  /** Something was acknowledged. */
  noteAppend(): void {
    this.#appended += 1;
  }

  /** Resolves when everything that was acknowledged before this call can be found. */
  async refresh(): Promise<void> {
    const wanted = this.#appended;
    while (this.#visible < wanted) {
      this.#running ??= this.#start(this.#appended);
      await this.#running.done;
    }
  }

  #start(upTo: number): { readonly upTo: number; readonly done: Promise<void> } {
    const done = this.#server
      .ask({ method: 'POST', path: this.#path })
      .then((answer) => {
        if (answer.status >= 300 && answer.status !== 404) throw failureOf(answer);
        this.#visible = Math.max(this.#visible, upTo);
      })
      .finally(() => {
        this.#running = undefined;
      });
    return { upTo, done };
  }
}
