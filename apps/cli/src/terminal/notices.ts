import type { Palette } from './colour.ts';
import { visible } from './visible.ts';

/**
 * Sentences for people, on stderr, so that they never mix with an answer in a pipe.
 *
 * They quote servers, files and queries, so control characters in them are shown, not sent to the terminal.
 */
export class Notices {
  readonly #palette: Palette;
  readonly #write: (text: string) => void;
  /** Whether stderr is a terminal, on which a line may be written over. */
  readonly isTerminal: boolean;

  constructor(palette: Palette, isTerminal: boolean, write: (text: string) => void) {
    this.#palette = palette;
    this.isTerminal = isTerminal;
    this.#write = write;
  }

  /** Something to know. */
  note(text: string): void {
    this.#write(`${this.#palette.faint(visible(text))}\n`);
  }

  /** Something that is not as it should be. */
  warn(text: string): void {
    this.#write(`${this.#palette.yellow('tailrace:')} ${visible(text)}\n`);
  }

  /** Something that failed. */
  fail(text: string): void {
    this.#write(`${this.#palette.red('tailrace:')} ${visible(text)}\n`);
  }

  /** A line that the next one replaces; an empty one takes it away. Nothing where stderr is no terminal. */
  progress(text: string): void {
    if (this.isTerminal) this.#write(`\r\u001b[2K${visible(text)}`);
  }
}
