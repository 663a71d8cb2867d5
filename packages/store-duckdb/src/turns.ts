/** Runs one piece of work after the other; a failed one does not stop the next. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<Output>(work: () => Promise<Output>): Promise<Output> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
