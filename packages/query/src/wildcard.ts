/**
 * Takes a wildcard pattern apart into the literal texts between its stars, `\*` and `\\` being literal.
 *
 * A text matches where it starts with the first part, ends with the last, and has the others between them in order;
 * so `['a', 'b']` is `a*b` and `['', 'x', '']` is `*x*`. A star stands for any run of characters, line breaks too.
 */
export function wildcardParts(pattern: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index];
    if (character === '\\' && (pattern[index + 1] === '*' || pattern[index + 1] === '\\')) {
      index += 1;
      part += pattern[index];
    } else if (character === '*') {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  parts.push(part);
  return parts;
}
