import { ConnectionEnd } from './connection-end.ts';

interface Waiter<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (cause: Error) => void;
}

/** What was sent over a connection under a number and is waiting for its answer. */
export class Unanswered<Answer> {
  readonly #waiters = new Map<number, Waiter<Answer>>();

  get size(): number {
    return this.#waiters.size;
  }

  /** Resolves with the answer to that number; rejects with why the connection ended where that comes before. */
  wait(number: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiters.set(number, { resolve, reject });
    });
  }

  /** Answers a number; one that nobody waits for is ignored. */
  answer(number: number, answer: Answer): void {
    this.#waiters.get(number)?.resolve(answer);
    this.#waiters.delete(number);
  }

  /** Answers a number and all before it. */
  answerUpTo(number: number, answer: Answer): void {
    for (const waiting of this.#waiters.keys()) if (waiting <= number) this.answer(waiting, answer);
  }

  /**
   * Tells all who wait that the connection has ended.
   *
   * Which of several batches an end blames is not said: then none is, and they are tried again, in the end one by one.
   */
  end(cause: Error): void {
    const waiters = [...this.#waiters.values()];
    this.#waiters.clear();
    const common = waiters.length > 1 ? withoutBlame(cause) : cause;
    for (const { reject } of waiters) reject(common);
  }
}

function withoutBlame(cause: Error): Error {
  if (!(cause instanceof ConnectionEnd) || cause.outcome.status === 'retryable') return cause;
  return cause.outcome.cause === 'access' ? cause : ConnectionEnd.retryable(cause.message);
}
