import type { Clock, Timer } from '@tailrace/core';

/** Asks a peer at intervals whether it is still there, and says when it is not: a half-open connection tells nobody. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #millis: number;
  readonly #ask: () => void;
  readonly #silent: () => void;
  #heard = true;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(clock: Clock, millis: number, ask: () => void, silent: () => void) {
    this.#clock = clock;
    this.#millis = millis;
    this.#ask = ask;
    this.#silent = silent;
    this.#schedule();
  }

  /** The peer has said something, whatever it was. */
  heard(): void {
    this.#heard = true;
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #schedule(): void {
    this.#timer = this.#clock.schedule(() => this.#look(), this.#millis);
  }

  #look(): void {
    if (this.#heard) {
      this.#askAgain();
      return;
    }
    // An application that was busy all the time has not read yet what has long come.
    setImmediate(() => {
      if (this.#stopped) return;
      if (this.#heard) this.#askAgain();
      else this.#silent();
    });
  }

  #askAgain(): void {
    this.#heard = false;
    this.#ask();
    this.#schedule();
  }
}
