import { foldCase } from '@tailrace/query';
import { fixedSql, sql, type Sql } from './sql.ts';

/** The characters beyond ASCII whose lower case is in ASCII: `İ` and the sign of Kelvin. */
const TO_ASCII_FROM = '\u0130\u212a';
const TO_ASCII = 'ik';

/** Characters that are written together share their last code point at the most; beyond it nothing has a case. */
const LAST_CASED = 0x1ffff;

let variants: ReadonlyMap<string, string> | undefined;

/** Every character that has a lower case, by that: `ü` → `Ü`. */
function allVariants(): ReadonlyMap<string, string> {
  if (variants !== undefined) return variants;
  const found = new Map<string, string>();
  for (let point = 0x80; point <= LAST_CASED; point += 1) {
    if (point === 0xd800) point = 0xe000;
    const character = String.fromCodePoint(point);
    const folded = foldCase(character);
    if (folded !== character) found.set(folded, (found.get(folded) ?? '') + character);
  }
  variants = found;
  return found;
}

/** The characters beyond ASCII, other than those of every text, that fold into one of a literal's. */
function variantsWithin(literal: string): { readonly from: string; readonly to: string } {
  let from = '';
  let to = '';
  // oxlint-disable-next-line no-control-regex -- the whole of ASCII is meant
  if (/^[\0-\x7f]*$/.test(literal)) return { from, to };
  for (const character of new Set(literal)) {
    for (const variant of character > '\x7f' ? (allVariants().get(character) ?? '') : '') {
      from += variant;
      to += character;
    }
  }
  return { from, to };
}

/** Whether comparing with a literal takes no more than {@link usualFold}, which is indexed. */
export function isUsuallyFolded(literal: string): boolean {
  return variantsWithin(literal).from === '';
}

/** A text with its case folded as far as letters of ASCII go: what indexes hold. */
export function usualFold(text: Sql): Sql {
  return sql`lower(translate(${text}, ${fixedSql(`'${TO_ASCII_FROM}', '${TO_ASCII}'`)}) COLLATE "C")`;
}

/**
 * A text with its case folded as far as it matters beside a folded literal: what is no letter of the literal may stay
 * as it is. So the result is that of `foldCase`, though the server's own tables of letters are another version.
 */
export function foldedBeside(text: Sql, literal: string): Sql {
  const { from, to } = variantsWithin(literal);
  if (from === '') return usualFold(text);
  return sql`lower(translate(${text}, ${TO_ASCII_FROM + from}::text, ${TO_ASCII + to}::text) COLLATE "C")`;
}

/** The longest stretch of a literal that the indexed fold finds in every text that contains the literal. */
export function usuallyFoldedPart(literal: string): string {
  let longest = '';
  let part = '';
  for (const character of literal) {
    part = isUsuallyFolded(character) ? part + character : '';
    if (part.length > longest.length) longest = part;
  }
  return longest;
}
