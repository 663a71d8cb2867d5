import { type CharacterRange, classOf, escapedCharacter, PERL_CLASSES, variantsOf } from './regex-characters.ts';

/** Letters whose every form has to be named one by one are not spread over larger ranges than this. */
const LARGEST_FOLDED_RANGE = 128;

/**
 * Reads a class in brackets, from behind its opening one, and writes it in PostgreSQL's syntax; `undefined` where it has
 * what is not translated: a class within, by a name, or letters beyond ASCII whose case is ignored.
 */
export function readClass(
  input: readonly string[],
  start: number,
  ignoreCase: boolean,
): { readonly output: string; readonly end: number } | undefined {
  let at = start;
  const isNegated = input[at] === '^';
  if (isNegated) at += 1;
  const ranges: CharacterRange[] = [];
  for (let isFirst = true; isFirst || input[at] !== ']'; isFirst = false) {
    if (at >= input.length) return undefined;
    const perl = input[at] === '\\' ? PERL_CLASSES[input[at + 1] ?? ''] : undefined;
    if (perl !== undefined) {
      if (perl.isNegated || (ignoreCase && input[at + 1] === 'w')) return undefined;
      ranges.push(...perl.ranges);
      at += 2;
      continue;
    }
    const from = readEnd(input, at);
    if (from === undefined) return undefined;
    at = from.end;
    let to = from;
    if (input[at] === '-' && input[at + 1] !== ']') {
      const last = readEnd(input, at + 1);
      if (last === undefined || last.point < from.point) return undefined;
      to = last;
      at = last.end;
    }
    const folded = ignoreCase ? foldedRanges(from.point, to.point) : [[from.point, to.point] as const];
    if (folded === undefined) return undefined;
    ranges.push(...folded);
  }
  // A class of the character 0 alone matches nothing that the server holds.
  if (ranges.every(([, to]) => to === 0)) return undefined;
  return {
    output: classOf(
      ranges.filter(([, to]) => to > 0),
      isNegated,
    ),
    end: at + 1,
  };
}

function readEnd(input: readonly string[], at: number): { readonly point: number; readonly end: number } | undefined {
  const character = input[at];
  if (character === undefined || character === '[') return undefined;
  if (character !== '\\') return { point: character.codePointAt(0) ?? 0, end: at + 1 };
  const escaped = escapedCharacter(input, at + 1);
  return escaped && { point: escaped.character.codePointAt(0) ?? 0, end: escaped.end };
}

function foldedRanges(from: number, to: number): readonly CharacterRange[] | undefined {
  if (to - from > LARGEST_FOLDED_RANGE) return undefined;
  const ranges: CharacterRange[] = [];
  for (let point = from; point <= to; point += 1) {
    const variants = variantsOf(String.fromCodePoint(point));
    if (variants === undefined) return undefined;
    for (const variant of variants) ranges.push([variant, variant]);
  }
  return ranges;
}
