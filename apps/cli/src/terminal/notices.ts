import type { ErrorForm } from '../settings.ts';
import type { Palette } from './colour.ts';
import { visible } from './visible.ts';

/** What programs want to know of a failure. */
export interface FailureDetails {
  /** A word or a code of Tailrace: `usage`, `TAILRACE_QUERY_LIMIT`. */
  readonly code?: string;
  /** The exit code that follows. */
  readonly exit?: number;
}

/**
 * Sentences for people, on stderr, so that they never mix with an answer in a pipe.
 *
 * They quote servers, files and queries, so control characters in them are shown, not sent to the terminal. As JSON
 * there is one object a line, for programs: `{ "level", "message", "code"?, "exit"? }`.
 */
export class Notices {
  readonly #palette: Palette;
  readonly #write: (text: string) => void;
  readonly #form: ErrorForm;
  /** Whether stderr is a terminal, on which a line may be written over. */
  readonly isTerminal: boolean;
  #overwritten = false;

  constructor(palette: Palette, isTerminal: boolean, write: (text: string) => void, form: ErrorForm = 'text') {
    this.#palette = palette;
    this.isTerminal = isTerminal && form === 'text';
    this.#write = write;
    this.#form = form;
  }

  /** Something to know. */
  note(text: string): void {
    if (this.#form === 'json') this.#json('info', text);
    else this.#line(this.#palette.faint(visible(text)));
  }

  /** Something that is not as it should be. */
  warn(text: string): void {
    if (this.#form === 'json') this.#json('warn', text);
    else this.#line(`${this.#palette.yellow('tailrace:')} ${visible(text)}`);
  }

  /** Something that failed. */
  fail(text: string, details: FailureDetails = {}): void {
    if (this.#form === 'json') this.#json('error', text, details);
    else this.#line(`${this.#palette.red('tailrace:')} ${visible(text)}`);
  }

  /** A line that the next one replaces; an empty one takes it away. Nothing where stderr is no terminal. */
  progress(text: string): void {
    if (!this.isTerminal || (text === '' && !this.#overwritten)) return;
    this.#overwritten = text !== '';
    this.#write(`\r\u001b[2K${visible(text)}`);
  }

  #line(text: string): void {
    this.progress('');
    this.#write(`${text}\n`);
  }

  #json(level: string, message: string, details: FailureDetails = {}): void {
    this.#write(`${JSON.stringify({ level, message, ...details })}\n`);
  }
}
