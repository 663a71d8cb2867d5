/** Source of the pattern of strings that are read as numbers, the same in RE2, PostgreSQL and JavaScript. */
export const NUMERAL: string = '^-?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?$';

const numeral = new RegExp(NUMERAL);

/** Reads a string that is a plain decimal numeral, `undefined` for every other. */
export function readNumeral(text: string): number | undefined {
  const first = text.charCodeAt(0);
  const mayBe = (first >= 48 && first <= 57) || first === 45;
  return mayBe && numeral.test(text) ? Number(text) : undefined;
}

/**
 * Reads a string that is exactly how JavaScript writes a number: `5`, `-0.25`, but neither `007` nor `1.0`.
 *
 * Only these are equal to a number; so `version:1.0` finds the string "1.0".
 */
export function readExactNumeral(text: string): number | undefined {
  const value = readNumeral(text);
  return value !== undefined && String(value) === text ? value : undefined;
}
