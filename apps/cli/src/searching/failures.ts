import type { WireRecord } from '@tailrace/core';
import { CommandFailure, reasonOf } from '../command-failure.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { exitCodeOf } from '../fault.ts';
import type { Source } from '../sources/source.ts';
import type { Notices } from '../terminal/notices.ts';

/** Remembers that sources failed, so that the others still answer. */
export class Failures {
  readonly #notices: Notices;
  /** A source may be read more than once for one question. */
  readonly #told = new Set<Source>();

  constructor(notices: Notices) {
    this.#notices = notices;
  }

  get any(): boolean {
    return this.#told.size > 0;
  }

  /** Says that a file is in no order of time: no failure, but others are not merged with it as they should be. */
  disorder({ name }: Source): void {
    this.#notices.warn(`${name} is not in order of time: its records stand where they stand in the file.`);
  }

  /**
   * A source's records up to where it fails; the failure is told and counted. A wrong question fails the command, and
   * what breaks off once the signal is aborted is no failure.
   */
  async *tolerant(
    source: Source,
    stream: AsyncIterable<readonly WireRecord[]>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly WireRecord[]> {
    try {
      yield* stream;
    } catch (error) {
      if (signal.aborted) return;
      if (exitCodeOf(error) === EXIT_CODES.usage.code) throw error;
      if (this.#told.has(source)) return;
      this.#told.add(source);
      const reason = reasonOf(error);
      this.#notices.fail(reason.includes(source.name) ? reason : `${source.name}: ${reason}`);
      if (error instanceof CommandFailure && error.hint !== undefined) this.#notices.note(error.hint);
    }
  }
}
