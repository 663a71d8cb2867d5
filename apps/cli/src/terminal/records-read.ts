import type { WireRecord } from '@tailrace/core';
import type { CommandContext } from '../command-context.ts';

/** Nothing is said of what is done sooner than this. */
const FIRST_AFTER_MILLIS = 700;
const EVERY_MILLIS = 150;
/** The clock is looked at once for so many records. */
const LOOK_EVERY = 1024;

/** Says on a terminal how far a long reading is: how many records, how many a second, up to which time. */
export class RecordsRead {
  readonly #context: CommandContext;
  readonly #verb: string;
  readonly #started: number;
  #shown: number;
  #count = 0;

  constructor(context: CommandContext, verb = 'read') {
    this.#context = context;
    this.#verb = verb;
    this.#started = context.now();
    this.#shown = this.#started + FIRST_AFTER_MILLIS - EVERY_MILLIS;
  }

  get count(): number {
    return this.#count;
  }

  add(record: WireRecord): void {
    this.#count += 1;
    if (!this.#context.notices.isTerminal || this.#count % LOOK_EVERY !== 0) return;
    const now = this.#context.now();
    if (now - this.#shown < EVERY_MILLIS) return;
    this.#shown = now;
    const perSecond = Math.round(this.#count / Math.max(0.001, (now - this.#started) / 1000));
    const count = this.#count.toLocaleString('en-US');
    this.#context.notices.progress(
      `${count} records ${this.#verb}, ${perSecond.toLocaleString('en-US')}/s, at ${record.timestamp.slice(0, 19).replace('T', ' ')}Z`,
    );
  }

  /** Counts a row that is no record. */
  addRow(): void {
    this.#count += 1;
  }

  /** Takes the line away. */
  end(): void {
    this.#context.notices.progress('');
  }
}
