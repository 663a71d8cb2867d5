import { foldCase } from '@tailrace/query';

/** Characters between words: those of JavaScript, and with them all that Java's tokenizer knows. */
// oxlint-disable-next-line no-control-regex -- these four part words, too
const BLANKS = /[\s\u001c-\u001f]+/g;
/** Words beyond this are laid down in overlapping pieces: the tokenizer would cut them at 255. */
const PIECE = 200;
/** Every text of this length or less within a word stands whole in one of its pieces. */
export const MAX_NEEDLE = 100;

/** Half of what is written as two units. */
const HALF_CHARACTERS = /[\ud800-\udfff]/gu;

/** Whether a text is of whole characters: half a one is part of whole ones, which an index of characters does not know. */
export function isWellFormed(text: string): boolean {
  return text.search(HALF_CHARACTERS) === -1;
}

/** Blanks that are not one space between words. */
// oxlint-disable-next-line no-control-regex -- these four part words, too
const UNEVEN = /[^\S ]|[\u001c-\u001f]| {2}/;

/** Answers a message as it is searched: case folded, words apart by single blanks. */
export function searchedMessage(message: string): string {
  const folded = foldCase(message);
  const text = UNEVEN.test(folded) ? folded.replaceAll(BLANKS, ' ') : folded;
  return text.length <= PIECE ? text : text.split(' ').map(inPieces).join(' ').replaceAll(HALF_CHARACTERS, '\ufffd');
}

/** The words of a text that is looked for; the first and the last may be parts of words where no blank ends them. */
export function wordsOf(text: string): readonly string[] {
  return foldCase(text)
    .split(BLANKS)
    .filter((word) => word !== '');
}

/** Whether a text has a blank in it, and so is more than a part of one word. */
export function hasBlank(text: string): boolean {
  return text.search(BLANKS) !== -1;
}

function inPieces(word: string): string {
  if (word.length <= PIECE) return word;
  const pieces: string[] = [];
  for (let start = 0; ; start += MAX_NEEDLE) {
    pieces.push(word.slice(start, start + PIECE));
    if (start + PIECE >= word.length) return pieces.join(' ');
  }
}
