import { inOnePiece, wideTextsSoFar } from '../formatter/json-text.ts';

const MAX_PIECES = 500;
const MAX_LENGTH = 300;

/** Writes a word, and what mostly comes with it, as a piece of a line. */
type Write<Word, A, B, C> = (word: Word, a: A, b: B, c: C) => string;

interface Piece<A, B, C> {
  readonly a: A;
  readonly b: B;
  readonly c: C;
  readonly json: string;
}

/**
 * Pieces of lines that come again and again, by a word: levels, loggers and who wrote the line. A line of fewer pieces
 * is sooner made and sooner made flat.
 *
 * Of each word the first company is kept, and only where the piece is ASCII: what is not must be counted each time.
 */
export class Recurring<Word, A = undefined, B = undefined, C = undefined> {
  readonly #write: Write<Word, A, B, C>;
  readonly #known = new Map<Word, Piece<A, B, C>>();

  constructor(write: Write<Word, A, B, C>) {
    this.#write = write;
  }

  piece(word: Word, a: A, b: B, c: C): string {
    const known = this.#known.get(word);
    if (known !== undefined && known.a === a && known.b === b && known.c === c) return known.json;
    const wideBefore = wideTextsSoFar();
    const json = this.#write(word, a, b, c);
    const isKept = known === undefined && this.#known.size < MAX_PIECES && json.length <= MAX_LENGTH;
    if (isKept && wideTextsSoFar() === wideBefore) this.#known.set(word, { a, b, c, json: inOnePiece(json) });
    return json;
  }
}
