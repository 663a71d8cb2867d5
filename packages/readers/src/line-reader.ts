import { SAMPLE_LINES } from './format-chooser.ts';
import { LineSplitter } from './line-splitter.ts';
import { type ReadOptions, readSettings } from './read-options.ts';
import { type ReadEntry, RecordAssembler } from './record-assembler.ts';

/**
 * Reads text that arrives in pieces, for callers that follow a growing file.
 *
 * A record is held until a line begins the next one, since a stack trace may follow it; {@link settle} ends it when
 * nothing has come for a while.
 */
export class LineReader {
  readonly #assembler: RecordAssembler;
  readonly #splitter: LineSplitter;
  #learnt = false;

  /** @param lastChange - Epoch milliseconds of the file's last change, now by default. */
  constructor(options: ReadOptions = {}, lastChange: number = Date.now()) {
    const settings = readSettings(options);
    this.#assembler = new RecordAssembler(settings, lastChange);
    this.#splitter = new LineSplitter(settings.maxLineLength);
  }

  /**
   * Takes text; answers the records that are complete now.
   *
   * @param arrived - Epoch milliseconds, where the text comes from a connection: lines that tell no time are of this
   *   one, and a time without a year is near it. Otherwise both are taken from the lines before.
   */
  push(text: string, arrived?: number): ReadEntry[] {
    if (arrived !== undefined) this.#assembler.arrive(arrived);
    const lines = this.#splitter.push(text);
    if (lines.length > 0 && !this.#learnt) {
      this.#assembler.learn(lines.slice(0, SAMPLE_LINES));
      this.#learnt = true;
    }
    return lines.flatMap((line) => {
      const entry = this.#assembler.push(line);
      return entry === undefined ? [] : [entry, ...this.#assembler.takeFurther()];
    });
  }

  /** Ends the record that is held; a line without its end waits on. */
  settle(): ReadEntry[] {
    const entry = this.#assembler.flush();
    return entry === undefined ? [] : [entry, ...this.#assembler.takeFurther()];
  }

  /** Ends the text: the last line is taken as it is. */
  end(): ReadEntry[] {
    const line = this.#splitter.flush();
    const entries = line === undefined ? undefined : this.#assembler.push(line);
    const further = this.#assembler.takeFurther();
    const last = this.#assembler.end();
    return [...(entries === undefined ? [] : [entries]), ...further, ...last, ...this.#assembler.takeFurther()];
  }
}
