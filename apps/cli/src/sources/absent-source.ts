import type { CommandFailure } from '../command-failure.ts';
import type { Source } from './source.ts';

/** What was named and is not there: it fails when it is asked, as others may, and they are asked all the same. */
export class AbsentSource implements Source {
  readonly name: string;
  readonly ownOrder = true;
  readonly #failure: CommandFailure;

  constructor(name: string, failure: CommandFailure) {
    this.name = name;
    this.#failure = failure;
  }

  // oxlint-disable-next-line require-yield -- it has nothing to give
  async *stream(): AsyncGenerator<never> {
    await Promise.resolve();
    throw this.#failure;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
