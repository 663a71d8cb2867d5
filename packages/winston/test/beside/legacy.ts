import { EventEmitter } from 'node:events';
import type { Watch } from './watch.ts';

/** A transport as those of Winston 2, which writes down what is asked of it. */
export class Legacy extends EventEmitter {
  readonly name = 'legacy';
  readonly #watch: Watch;
  level: string | undefined;

  constructor(watch: Watch, level?: string) {
    super();
    this.#watch = watch;
    this.level = level;
  }

  log(level: string, message: string, meta: object, done: () => void): void {
    this.#watch.note('legacy', level, message, meta, typeof done);
    done();
  }

  close(): void {
    this.#watch.note('legacy closed');
  }
}
