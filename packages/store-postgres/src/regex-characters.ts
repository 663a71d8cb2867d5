/** Code points from the first to the last. */
export type CharacterRange = readonly [number, number];

const DIGITS: readonly CharacterRange[] = [[0x30, 0x39]];
const WORDS: readonly CharacterRange[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
const SPACES: readonly CharacterRange[] = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];

/** The classes that RE2 has by a letter, in ASCII. */
export const PERL_CLASSES: Readonly<
  Record<string, { readonly ranges: readonly CharacterRange[]; readonly isNegated: boolean }>
> = {
  d: { ranges: DIGITS, isNegated: false },
  D: { ranges: DIGITS, isNegated: true },
  w: { ranges: WORDS, isNegated: false },
  W: { ranges: WORDS, isNegated: true },
  s: { ranges: SPACES, isNegated: false },
  S: { ranges: SPACES, isNegated: true },
};

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\u0007' };

/** Writes a class in PostgreSQL's syntax, every end of a range by its number. */
export function classOf(ranges: readonly CharacterRange[], isNegated: boolean): string {
  const parts = ranges.map(([from, to]) => {
    // No text in the server has the character 0.
    const first = numbered(Math.max(1, from));
    return to <= from || to < 1 ? first : `${first}-${numbered(to)}`;
  });
  return `[${isNegated ? '^' : ''}${parts.join('')}]`;
}

function numbered(point: number): string {
  return point > 0xffff ? `\\U${point.toString(16).padStart(8, '0')}` : `\\u${point.toString(16).padStart(4, '0')}`;
}

/** Reads what stands behind a backslash as one character: a control, a number in hexadecimal, or punctuation. */
export function escapedCharacter(
  input: readonly string[],
  at: number,
): { readonly character: string; readonly end: number } | undefined {
  const name = input[at] ?? '';
  const control = Object.hasOwn(CONTROLS, name) ? CONTROLS[name] : undefined;
  if (control !== undefined) return { character: control, end: at + 1 };
  if (name === 'x') {
    const match = /^x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(input.slice(at, at + 10).join(''));
    const point = Number.parseInt(match?.[1] ?? match?.[2] ?? '', 16);
    const isCharacter = point >= 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
    return match === null || !isCharacter
      ? undefined
      : { character: String.fromCodePoint(point), end: at + match[0].length };
  }
  return /^[!-/:-@[-`{-~]$/.test(name) ? { character: name, end: at + 1 } : undefined;
}

/** Writes a character that stands for itself; `undefined` where ignoring its case takes tables of letters. */
export function writeCharacter(character: string, ignoreCase: boolean): string | undefined {
  if (character === '\0') return undefined;
  if (ignoreCase) {
    const variants = variantsOf(character);
    if (variants === undefined) return undefined;
    if (variants.length > 1)
      return classOf(
        variants.map((variant): CharacterRange => [variant, variant]),
        false,
      );
  }
  return numbered(character.codePointAt(0) ?? 0);
}

/** The code points that RE2 takes for a character when case is ignored; `undefined` for letters beyond ASCII. */
export function variantsOf(character: string): readonly number[] | undefined {
  const point = character.codePointAt(0) ?? 0;
  if (/^[A-Za-z]$/.test(character)) {
    const both = [character.toUpperCase(), character.toLowerCase()].map((letter) => letter.charCodeAt(0));
    const beyond = { k: 0x212a, s: 0x17f }[character.toLowerCase()];
    return beyond === undefined ? both : [...both, beyond];
  }
  if (point < 0x80) return [point];
  const hasCase = /\p{L}|\p{M}|\p{N}|\p{S}/u.test(character) && character.toLowerCase() !== character.toUpperCase();
  return hasCase ? undefined : [point];
}
