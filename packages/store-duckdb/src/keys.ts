import { type FieldPath, foldCase } from '@tailrace/query';
import {
  type Fingerprint,
  type FingerprintSet,
  fingerprintHigh,
  fingerprintLow,
  hashNumber,
  hashText,
} from './fingerprint.ts';

/** What a key stands for: the same text under two of them gives two keys. */
const SEEDS = { id: 1, trace_id: 2, span_id: 3, words: 4 } as const;

/** The columns whose whole values are keys. */
export type KeyedColumn = 'id' | 'trace_id' | 'span_id';

/** The column of a field whose whole values are keys. */
export function keyedColumn(field: FieldPath): KeyedColumn | undefined {
  const [name] = field;
  return field.length === 1 && (name === 'id' || name === 'trace_id' || name === 'span_id') ? name : undefined;
}

/** A piece of a message: five characters; of each four that follow one another the one with the smallest hash is kept. */
const GRAM = 5;
const WINDOW = 4;

/** A text that is searched within messages has keys from this length on. */
export const SHORTEST_SEARCHED = GRAM + WINDOW - 1;

/** Answers the key of a whole value; case is ignored, as queries do. */
export function keyOf(column: KeyedColumn, value: string): Fingerprint {
  hashText(foldCase(value), SEEDS[column]);
  return { high: fingerprintHigh(), low: fingerprintLow() };
}

/** Adds the key of a whole value; answers whether the value is in lower case already. */
export function addKey(keys: FingerprintSet, column: KeyedColumn, value: string): boolean {
  const folded = foldCase(value);
  hashText(folded, SEEDS[column]);
  keys.add(fingerprintHigh(), fingerprintLow());
  return folded === value;
}

/**
 * Adds the keys of a message's pieces.
 *
 * They are chosen by winnowing: wherever a text of at least {@link SHORTEST_SEARCHED} characters lies within a message,
 * every key of the text is a key of the message too. So a missing key proves that no message contains the text.
 */
export function addMessageKeys(keys: FingerprintSet, folded: string): void {
  winnow(folded, (high, low) => void keys.add(high, low));
}

/** The keys of pieces that every message containing this folded text has; none where the text is too short to tell. */
export function keysWithin(folded: string): Fingerprint[] {
  const found: Fingerprint[] = [];
  winnow(folded, (high, low) => found.push({ high, low }));
  return found;
}

const FACTOR = 0x01000193;
/** What the oldest character of a gram has been multiplied by. */
const OLDEST_FACTOR = Math.imul(Math.imul(FACTOR, FACTOR), Math.imul(FACTOR, FACTOR));

const recent = new Uint32Array(WINDOW);

function winnow(folded: string, take: (high: number, low: number) => void): void {
  const { length } = folded;
  if (length < SHORTEST_SEARCHED) return;
  let rolling = 0;
  for (let index = 0; index < GRAM - 1; index += 1)
    rolling = (Math.imul(rolling, FACTOR) + folded.charCodeAt(index)) | 0;
  let chosen = -1;
  let smallest = 0;
  for (let start = 0; start + GRAM <= length; start += 1) {
    if (start > 0) rolling = (rolling - Math.imul(folded.charCodeAt(start - 1), OLDEST_FACTOR)) | 0;
    rolling = (Math.imul(rolling, FACTOR) + folded.charCodeAt(start + GRAM - 1)) | 0;
    const mixed = Math.imul(rolling ^ (rolling >>> 15), 0x2c1b3c6d);
    const hash = (mixed ^ (mixed >>> 13)) >>> 0;
    recent[start % WINDOW] = hash;
    const before = chosen;
    if (chosen === -1 || hash <= smallest) {
      chosen = start;
      smallest = hash;
    } else if (chosen <= start - WINDOW) {
      chosen = start - WINDOW + 1;
      for (let position = chosen + 1; position <= start; position += 1) {
        if ((recent[position % WINDOW] ?? 0) <= (recent[chosen % WINDOW] ?? 0)) chosen = position;
      }
      smallest = recent[chosen % WINDOW] ?? 0;
    }
    // The rightmost smallest of each window is taken, once; the first window is whole at its fourth gram.
    if (start === WINDOW - 1 || (start >= WINDOW && chosen !== before)) {
      hashNumber(smallest, SEEDS.words);
      take(fingerprintHigh(), fingerprintLow());
    }
  }
}
