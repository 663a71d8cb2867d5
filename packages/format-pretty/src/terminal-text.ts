/** Characters that take two columns: East Asian wide and full-width ones, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
/** Characters that take none: they join or mark the one before. */
const NARROW = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
// oxlint-disable-next-line no-control-regex -- the plain case: every character takes one column
const ASCII = /^[\u0020-\u007e]*$/;

/** How many columns of a terminal a text takes. */
export function columnsOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOfCharacter(character);
  return columns;
}

/** Cuts a text to so many columns; what was cut ends in `…`. */
export function cutToColumns(text: string, columns: number): string {
  if (text.length <= columns && ASCII.test(text)) return text;
  let taken = 0;
  let end = 0;
  let endWithMark = 0;
  for (const character of text) {
    taken += columnsOfCharacter(character);
    if (taken > columns) return `${text.slice(0, endWithMark)}…`;
    end += character.length;
    if (taken < columns) endWithMark = end;
  }
  return text;
}

function columnsOfCharacter(character: string): number {
  if (WIDE.test(character)) return 2;
  return NARROW.test(character) ? 0 : 1;
}
