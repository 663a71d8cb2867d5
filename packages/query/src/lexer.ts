import { SyntaxProblem } from './syntax-error.ts';

/** A word as it was read: its plain text, and the same as a wildcard pattern. */
export interface Word {
  readonly text: string;
  /** Literal stars and backslashes are escaped here. */
  readonly pattern: string;
  /** Whether an unescaped star is in it. */
  readonly wild: boolean;
  readonly quoted: boolean;
  readonly from: number;
  readonly to: number;
}

export interface RegexLiteral {
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly from: number;
  readonly to: number;
}

export interface FieldName {
  readonly segments: readonly string[];
  readonly from: number;
  readonly to: number;
}

const SPACE = /\s/;
const WORD_END = /[\s()|"]/;
const ESCAPABLE = /[\\*:()"|[\]{},=<>!/\s-]/;
const FIRST_SEGMENT = /[\p{L}_@$][\p{L}\p{N}_@$-]*/uy;
const LATER_SEGMENT = /[\p{L}\p{N}_@$][\p{L}\p{N}_@$-]*/uy;
const REGEX_END = /\/(i?)(?=[\s()|,]|$)/y;

/**
 * Reads the smallest pieces of a query at a position that only moves forward; what is a word depends on where it
 * stands, so the parser asks for the piece it expects.
 */
export class Lexer {
  readonly text: string;
  position = 0;
  /** Characters looked at so far, some more than once: what a test sees the work grow by. */
  steps = 0;
  /** What looks like a name and is none, whichever of its segments one begins at. */
  #noName = { from: 0, to: 0 };

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  skipSpace(): void {
    const from = this.position;
    while (!this.atEnd && SPACE.test(this.text[this.position] ?? '')) this.position += 1;
    this.steps += this.position - from + 1;
  }

  /** Whether the text goes on like this here. */
  at(expected: string): boolean {
    this.steps += 1;
    return this.text.startsWith(expected, this.position);
  }

  /** Reads the expected characters if they are next. */
  take(expected: string): boolean {
    if (!this.at(expected)) return false;
    this.position += expected.length;
    return true;
  }

  /** Reads one of these keywords where it stands alone: before a space, a bracket, a bar or the end. */
  takeKeyword(...keywords: readonly string[]): boolean {
    const found = keywords.find((keyword) => {
      const after = this.text[this.position + keyword.length];
      return this.at(keyword) && (after === undefined || /[\s()|]/.test(after));
    });
    if (found === undefined) return false;
    this.position += found.length;
    return true;
  }

  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    this.steps += (match?.[0].length ?? 0) + 1;
    if (match === null) return undefined;
    this.position = pattern.lastIndex;
    return match;
  }

  /** Reads a name of segments joined by dots, each plain or in quotes; stays where it is if there is none. */
  takeFieldName(): FieldName | undefined {
    const from = this.position;
    if (from >= this.#noName.from && from < this.#noName.to) return undefined;
    const segments: string[] = [];
    for (;;) {
      const segment = this.#takeSegment(segments.length === 0);
      if (segment === undefined) {
        this.#noName = { from, to: this.position };
        this.position = from;
        return undefined;
      }
      segments.push(segment);
      if (!this.take('.')) return { segments, from, to: this.position };
    }
  }

  /** Reads `"…"`; `\"` and `\\` are the only escapes. */
  takeQuoted(): Word | undefined {
    const from = this.position;
    if (!this.take('"')) return undefined;
    let text = '';
    while (!this.atEnd) {
      const character = this.text[this.position] ?? '';
      const next = this.text[this.position + 1];
      this.position += 1;
      this.steps += 1;
      if (character === '"') {
        const pattern = text.replace(/[\\*]/g, '\\$&');
        return { text, pattern, wild: false, quoted: true, from, to: this.position };
      }
      if (character === '\\' && (next === '"' || next === '\\')) {
        text += next;
        this.position += 1;
      } else {
        text += character;
      }
    }
    this.position = from;
    throw new SyntaxProblem('The quote is not closed.', from, this.text.length);
  }

  /** Reads a word up to a space, a bracket, a bar or a quote; a backslash takes a special character literally. */
  takeWord(stop?: RegExp): Word | undefined {
    const from = this.position;
    let text = '';
    let pattern = '';
    let wild = false;
    while (!this.atEnd) {
      const character = this.text[this.position] ?? '';
      const next = this.text[this.position + 1];
      this.steps += 1;
      if (character === '\\' && next !== undefined && ESCAPABLE.test(next)) {
        text += next;
        pattern += next === '*' || next === '\\' ? `\\${next}` : next;
        this.position += 2;
        continue;
      }
      if (character === '(' && this.position > from) {
        const length = this.#callLength();
        if (length === 0) break;
        const call = this.text.slice(this.position, this.position + length);
        text += call;
        pattern += call.replace(/[\\*]/g, '\\$&');
        this.position += length;
        continue;
      }
      if (WORD_END.test(character) || stop?.test(character)) break;
      if (character === '*') wild = true;
      text += character;
      pattern += character === '\\' ? '\\\\' : character;
      this.position += 1;
    }
    return this.position === from ? undefined : { text, pattern, wild, quoted: false, from, to: this.position };
  }

  /** Reads `/…/` or `/…/i` where the next slash ends it, before a space, a bracket, a bar or the end; a path does not. */
  takeRegex(): RegexLiteral | undefined {
    const from = this.position;
    if (!this.at('/')) return undefined;
    let index = from + 1;
    while (index < this.text.length && this.text[index] !== '/') index += this.text[index] === '\\' ? 2 : 1;
    this.steps += index - from;
    REGEX_END.lastIndex = index;
    const end = index === from + 1 ? null : REGEX_END.exec(this.text);
    if (end === null) return undefined;
    const pattern = this.text.slice(from + 1, index).replace(/\\[\s\S]/g, (pair) => (pair === '\\/' ? '/' : pair));
    this.position = REGEX_END.lastIndex;
    return { pattern, ignoreCase: end[1] === 'i', from, to: this.position };
  }

  #takeSegment(first: boolean): string | undefined {
    if (this.at('"')) {
      const from = this.position;
      try {
        return this.takeQuoted()?.text;
      } catch {
        this.position = from;
        return undefined;
      }
    }
    return this.match(first ? FIRST_SEGMENT : LATER_SEGMENT)?.[0];
  }

  /** The length of `(…)` glued to a word, as in `main()`; 0 where it is not closed before a space, bar or quote. */
  #callLength(): number {
    let depth = 0;
    for (let index = this.position; index < this.text.length; index += 1) {
      const character = this.text[index] ?? '';
      this.steps += 1;
      if (character === '(') depth += 1;
      else if (character === ')') depth -= 1;
      else if (WORD_END.test(character)) return 0;
      if (depth === 0) return index - this.position + 1;
    }
    return 0;
  }
}
