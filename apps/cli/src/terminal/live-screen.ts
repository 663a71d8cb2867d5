import type { Output } from './output.ts';

const OTHER_SCREEN = '\u001b[?1049h\u001b[?25l';
const OWN_SCREEN = '\u001b[?25h\u001b[?1049l';
const FROM_THE_TOP = '\u001b[H\u001b[J';

/** A terminal's other screen, drawn anew again and again; what stood there before comes back at the end. */
export class LiveScreen {
  readonly #stdout: Output;
  #open = false;
  readonly #leave = (): void => {
    if (this.#open) process.stdout.write(OWN_SCREEN);
    this.#open = false;
  };

  constructor(stdout: Output) {
    this.#stdout = stdout;
  }

  /** Begins a picture, with a line of its own above it. */
  begin(title: string): void {
    if (!this.#open) {
      this.#open = true;
      // Also where the process is ended in a hurry.
      process.once('exit', this.#leave);
      this.#stdout.control(OTHER_SCREEN);
    }
    this.#stdout.control(FROM_THE_TOP);
    void this.#stdout.line(title);
  }

  /** Gives the terminal back as it was. */
  end(): void {
    if (!this.#open) return;
    this.#open = false;
    process.removeListener('exit', this.#leave);
    this.#stdout.control(OWN_SCREEN);
  }
}
