import { isBindable } from './sql.ts';
import { compileRegex } from '@tailrace/query';
import { readClass } from './translate-class.ts';
import { classOf, escapedCharacter, PERL_CLASSES, writeCharacter } from './regex-characters.ts';

/** Copies of a part that a pattern may ask for; beyond it the server could find it too complex. */
const MOST_COPIES = 500;
/** PostgreSQL counts repetitions up to this. */
const MOST_REPEATS = 255;

/**
 * Writes a pattern of RE2's syntax in PostgreSQL's, where both find a match in the same texts; `undefined` where that is
 * not certain: flags within the pattern, classes by Unicode's properties, letters beyond ASCII whose case is ignored.
 *
 * PostgreSQL runs what comes out without going back, for nothing in it captures or refers.
 */
export function translateRegex(pattern: string, ignoreCase: boolean): string | undefined {
  if (!isBindable(pattern) || !compileRegex(pattern, ignoreCase).ok) return undefined;
  return new Translation(Array.from(pattern), ignoreCase).run();
}

/** Thrown and caught within this file: the pattern has something that is not translated. */
const UNTRANSLATED = Symbol('untranslated');

class Translation {
  readonly #input: readonly string[];
  readonly #ignoreCase: boolean;
  #at = 0;
  #depth = 0;
  #copies = 1;

  constructor(input: readonly string[], ignoreCase: boolean) {
    this.#input = input;
    this.#ignoreCase = ignoreCase;
  }

  run(): string | undefined {
    try {
      const output = this.#branches();
      return this.#at === this.#input.length ? output : undefined;
    } catch (error) {
      if (error === UNTRANSLATED) return undefined;
      throw error;
    }
  }

  /** Reads up to the end or to the bracket that closes this group. */
  #branches(): string {
    let output = '';
    while (this.#at < this.#input.length) {
      const character = this.#input[this.#at] ?? '';
      if (character === ')' && this.#depth > 0) return output;
      this.#at += 1;
      if (character === '|') output += '|';
      else if (character === '^') output += this.#anchor('\\A');
      else if (character === '$') output += this.#anchor('\\Z');
      else output += this.#piece(character);
    }
    return output;
  }

  #piece(character: string): string {
    if (character === '\\') {
      const boundary = { b: '\\y', B: '\\Y', A: '\\A', z: '\\Z' }[this.#input[this.#at] ?? ''];
      if (boundary !== undefined) {
        this.#at += 1;
        return this.#anchor(boundary);
      }
    }
    return this.#atom(character) + this.#quantifier();
  }

  #atom(character: string): string {
    switch (character) {
      case '(':
        return this.#group();
      case '[': {
        const read = readClass(this.#input, this.#at, this.#ignoreCase);
        if (read === undefined) throw UNTRANSLATED;
        this.#at = read.end;
        return read.output;
      }
      case '.':
        return '[^\\n]';
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
      case ')':
        throw UNTRANSLATED;
      default:
        return this.#literal(character);
    }
  }

  #group(): string {
    if (this.#input[this.#at] === '?') {
      const rest = this.#input.slice(this.#at, this.#at + 100).join('');
      const opening = /^\?(?::|P?<[A-Za-z_]\w*>)/.exec(rest);
      if (opening === null) throw UNTRANSLATED;
      this.#at += opening[0].length;
    }
    this.#depth += 1;
    const inner = this.#branches();
    if (this.#input[this.#at] !== ')') throw UNTRANSLATED;
    this.#at += 1;
    this.#depth -= 1;
    return `(?:${inner})`;
  }

  #escape(): string {
    const name = this.#input[this.#at] ?? '';
    const perl = PERL_CLASSES[name];
    if (perl !== undefined) {
      // Ignoring case, RE2 takes two letters beyond ASCII for letters of words.
      if (this.#ignoreCase && (name === 'w' || name === 'W')) throw UNTRANSLATED;
      this.#at += 1;
      return classOf(perl.ranges, perl.isNegated);
    }
    const escaped = escapedCharacter(this.#input, this.#at);
    if (escaped === undefined) throw UNTRANSLATED;
    this.#at = escaped.end;
    return this.#literal(escaped.character);
  }

  #literal(character: string): string {
    const written = writeCharacter(character, this.#ignoreCase);
    if (written === undefined) throw UNTRANSLATED;
    return written;
  }

  #anchor(output: string): string {
    // Repeating what has no width is read in different ways.
    if (this.#quantifier() !== '') throw UNTRANSLATED;
    return output;
  }

  #quantifier(): string {
    const rest = this.#input.slice(this.#at, this.#at + 12).join('');
    const match = /^(?:[*+?]|\{(\d{1,4})(?:(,)(\d{0,4}))?\})/.exec(rest);
    if (match === null) return '';
    const [output, from, comma, to] = match;
    this.#at += output.length;
    if (from !== undefined) {
      const most = Number(comma === undefined || to === '' ? from : to);
      if (most > MOST_REPEATS || Number(from) > most) throw UNTRANSLATED;
      this.#copies *= Math.max(1, most);
      if (this.#copies > MOST_COPIES) throw UNTRANSLATED;
    }
    // Whether as much or as little as can be is taken makes no difference to whether there is a match.
    if (this.#input[this.#at] === '?') this.#at += 1;
    const next = this.#input.slice(this.#at, this.#at + 12).join('');
    if (/^(?:[*+?]|\{\d+(?:,\d*)?\})/.test(next)) throw UNTRANSLATED;
    return output;
  }
}
