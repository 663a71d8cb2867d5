import { quantifierAt, regexPieceAt } from './regex-piece.ts';

/** Scripts that have no case: Chinese, Japanese and Korean. */
const CASELESS = /^[\u3041-\u9fff\uac00-\ud7a3]$/;
/** Without case, other characters than these and the caseless have relatives that `foldCase` tells apart: `ſ` is an `s`. */
const CASE_IS_PLAIN = /^[\u0020-RT-rt-\u007e]$/;
/** Behind these the thing before them is there at least once. */
const ONCE_OR_MORE = /^(?:\+\??)?$/;

/**
 * Answers texts that every match of a regular expression (RE2) contains; none where that is not plain to see.
 *
 * Only what stands outside of groups, classes and alternatives is looked at. Stores look for these first: a text is found
 * several times as fast as an expression, and by an index where there is one. A single character is among them only
 * beyond ASCII: the others are in too many texts to be worth a look.
 *
 * @param ignoreCase - Then a match, folded by `foldCase`, contains the folded texts.
 * @example
 * requiredLiterals('order \\d+ took .*ms$', false); // ['order ', ' took ', 'ms']
 */
export function requiredLiterals(pattern: string, ignoreCase: boolean): readonly string[] {
  const literals: string[] = [];
  let run = '';
  const end = (): void => {
    if (run.length > 1 || run > '\u007f') literals.push(run);
    run = '';
  };
  for (let at = 0; at < pattern.length; ) {
    const piece = regexPieceAt(pattern, at);
    if (piece === undefined || (piece.ignoresCase && !ignoreCase)) return [];
    at += piece.length;
    const quantifier = quantifierAt(pattern, at);
    at += quantifier.length;
    const isThere = piece.text !== undefined && ONCE_OR_MORE.test(quantifier);
    if (isThere && (!ignoreCase || CASE_IS_PLAIN.test(piece.text) || CASELESS.test(piece.text))) run += piece.text;
    else end();
    if (quantifier !== '') end();
  }
  end();
  return literals;
}
