/** A part of a regular expression that a quantifier behind it is about as a whole. */
export interface RegexPiece {
  /** How many characters of the pattern it takes. */
  readonly length: number;
  /** The one character it matches; `undefined` where there may be others, or none. */
  readonly text?: string;
  /** Whether it makes what stands behind it match in any case. */
  readonly ignoresCase: boolean;
}

/** Punctuation stands for itself; classes, assertions and characters by their number go on as RE2 reads them. */
const ESCAPE = /\\(?:([!-/:-@[-`{-~])|[pPx]\{[^}]*\}|x..|[0-7]{1,3}|[pP].|[ABCDSWabdfnrstvwz])/suy;
const CHARACTER = /[^]/uy;
const FLAGS = /\(\?([a-zA-Z]*)(?:-[a-zA-Z]+)?\)/y;
const QUANTIFIER_BEGINS = /[*+?{]/;
const QUANTIFIER = /(?:[*+?]|\{\d+(?:,\d*)?\})*/y;
const STANDS_FOR_OTHERS = /[.^$*+?)]/;

/** Reads the piece that begins at a place; `undefined` where it takes part in an alternative or is not understood. */
export function regexPieceAt(pattern: string, at: number): RegexPiece | undefined {
  switch (pattern[at]) {
    case '|':
      return undefined;
    case '\\': {
      const escape = matchAt(ESCAPE, pattern, at);
      return escape === undefined ? undefined : piece(escape[0].length, escape[1]);
    }
    case '[':
      return pieceUntil(endOfClass(pattern, at), at);
    case '(': {
      const flags = matchAt(FLAGS, pattern, at);
      if (flags === undefined) return pieceUntil(endOfGroup(pattern, at), at);
      const [{ length }, names = ''] = flags;
      // A quantifier behind flags is about what stands before them.
      return QUANTIFIER_BEGINS.test(pattern[at + length] ?? '')
        ? undefined
        : { length, ignoresCase: names.includes('i') };
    }
    default: {
      const character = matchAt(CHARACTER, pattern, at)?.[0] ?? '';
      return piece(character.length, STANDS_FOR_OTHERS.test(character) ? undefined : character);
    }
  }
}

/** What says at a place how often the piece before it comes; empty where nothing does. */
export function quantifierAt(pattern: string, at: number): string {
  return matchAt(QUANTIFIER, pattern, at)?.[0] ?? '';
}

function matchAt(expression: RegExp, pattern: string, at: number): RegExpExecArray | undefined {
  expression.lastIndex = at;
  return expression.exec(pattern) ?? undefined;
}

function piece(length: number, text: string | undefined): RegexPiece {
  return text === undefined ? { length, ignoresCase: false } : { length, text, ignoresCase: false };
}

function pieceUntil(end: number | undefined, at: number): RegexPiece | undefined {
  return end === undefined ? undefined : piece(end - at, undefined);
}

/** Where a class that opens at a place has ended; `undefined` where that is not plain to see. */
function endOfClass(pattern: string, start: number): number | undefined {
  let at = start + 1;
  if (pattern[at] === '^') at += 1;
  // A bracket that comes first is one of the characters.
  if (pattern[at] === ']') at += 1;
  for (; at < pattern.length; at += 1) {
    if (pattern[at] === '\\') at += 1;
    else if (pattern.startsWith('[:', at)) {
      const close = pattern.indexOf(':]', at + 2);
      if (close === -1) return undefined;
      at = close + 1;
    } else if (pattern[at] === ']') return at + 1;
  }
  return undefined;
}

/** Where a group that opens at a place has ended, whatever is in it; `undefined` where that is not plain to see. */
function endOfGroup(pattern: string, start: number): number | undefined {
  for (let at = start + 1; at < pattern.length; ) {
    if (pattern[at] === ')') return at + 1;
    const length = pattern[at] === '|' ? 1 : regexPieceAt(pattern, at)?.length;
    if (length === undefined) return undefined;
    at += length;
  }
  return undefined;
}
