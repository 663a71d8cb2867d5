import { TailraceError } from '../../diagnostics/errors.ts';
import type { Answers } from './answers.ts';
import type { TextScanner } from './text-scanner.ts';

/** A pattern of your own to look for. */
export interface RedactPattern {
  /** What it finds, for the messages about it. */
  readonly name: string;
  readonly pattern: RegExp;
  /** Text without this is not looked at: patterns are only as fast as they are written. */
  readonly includes?: string;
}

export interface TextRedactorOptions {
  readonly scanner: TextScanner;
  readonly answers: Answers;
  readonly patterns: readonly RedactPattern[];
  /** How much of a text is scanned; the rest is cut off. */
  readonly maxTextLength: number;
}

/** Shorter text holds nothing that a detector knows. */
const LEAST_LENGTH = 5;

/** Replaces what detectors find in text. */
export class TextRedactor {
  readonly #scanner: TextScanner;
  readonly #answers: Answers;
  readonly #patterns: readonly { readonly pattern: RegExp; readonly includes: string | undefined }[];
  readonly #maxTextLength: number;
  readonly #isIdle: boolean;

  constructor(options: TextRedactorOptions) {
    this.#scanner = options.scanner;
    this.#answers = options.answers;
    this.#maxTextLength = options.maxTextLength;
    this.#isIdle = options.scanner.isIdle && options.patterns.length === 0;
    this.#patterns = options.patterns.map(({ name, pattern, includes }) => {
      if (!(pattern instanceof RegExp)) {
        throw new TailraceError('TAILRACE_BAD_OPTION', `redact: the pattern '${name}' takes a RegExp.`);
      }
      return { pattern: new RegExp(pattern, [...new Set(`${pattern.flags}g`)].join('')), includes };
    });
  }

  /** Answers the text itself where nothing was found. */
  redact(text: string): string {
    if (text.length < LEAST_LENGTH || this.#isIdle) return text;
    if (text.length > this.#maxTextLength) {
      const kept = this.#found(text.slice(0, this.#maxTextLength));
      return `${kept}…[${text.length - this.#maxTextLength} characters not scanned]`;
    }
    return this.#found(text);
  }

  #found(text: string): string {
    const hits = this.#scanner.scan(text);
    let redacted = text;
    if (hits !== undefined) {
      redacted = '';
      let from = 0;
      for (const { start, end, cause } of hits) {
        if (this.#answers.isMade(text, start, end)) continue;
        redacted += text.slice(from, start) + this.#answers.text(text.slice(start, end), cause);
        from = end;
      }
      redacted += text.slice(from);
    }
    return this.#patterns.length === 0 ? redacted : this.#patterned(redacted);
  }

  #patterned(text: string): string {
    let redacted = text;
    for (const { pattern, includes } of this.#patterns) {
      if (includes !== undefined && !redacted.includes(includes)) continue;
      redacted = redacted.replace(pattern, (found) =>
        found === '' || this.#answers.isMade(found, 0, found.length) ? found : this.#answers.text(found, 'pattern'),
      );
    }
    return redacted;
  }
}
