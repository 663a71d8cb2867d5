/** Bytes that are compared four at a time. */
interface Words {
  readonly length: number;
  readonly at: Uint32Array;
  /** The bits that count; a question mark stands for any byte. */
  readonly masks: Int32Array;
  readonly values: Int32Array;
}

/** A level as it stands in the heads of lines, with the severity beside it. */
export interface KnownLevel {
  /** What stands from the level's word to the beginning of the message. */
  readonly words: Words;
  readonly level: string;
  readonly severity: number;
  /** What each test of the head said of it, by the test's number; filled in as it is asked. */
  readonly verdicts: (boolean | undefined)[];
}

/** Bytes of a time in a line of our own. */
const TIME_LENGTH = 24;

/** 128 characters, which may be escaped. */
const LONGEST_ID = 768;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const CLOSING = 0x7d;
const LONGEST_LEVEL = 64;
const MAX_SEVERITY = 24;
/** Levels are few; what makes up more of them is read anew for each line. */
const MAX_KNOWN = 64;

const BEGINNING: Words = wordsOf('{"id":"');
/** What stands between the id's end and the level: a time with milliseconds in UTC, and the keys around it. */
const SHAPE = '","timestamp":"????-??-??T??:??:??.???Z","level":"';
const FIXED = wordsOf(SHAPE);
const TIME_AT = SHAPE.indexOf('?');
const SEVERITY = Buffer.from('","severity":');
const MESSAGE = Buffer.from(',"message":"');

/**
 * Knows lines as this project's encoder writes them, from their first and last bytes.
 *
 * The encoder begins each line with id, time, level, severity and message, in this order, each once, without blanks
 * between them; so a line's time and level can be read without parsing it.
 */
export class OwnLines {
  readonly #known: KnownLevel[] = [];

  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #timeAt = 0;

  /** Takes the bytes whose lines are looked at. */
  begin(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Where the time stands in the line that was looked at last. */
  get timeAt(): number {
    return this.#timeAt;
  }

  /**
   * The level of the line of our own between these bytes; `undefined` for any other line.
   *
   * @param end - Where the line's feed stands, or the end of the bytes.
   */
  levelOf(start: number, end: number): KnownLevel | undefined {
    const bytes = this.#bytes;
    const view = this.#view;
    if (!holds(view, start, end, BEGINNING)) return undefined;
    const id = start + BEGINNING.length;
    const idEnd = endOfText(bytes, id);
    if (idEnd <= id || idEnd - id > LONGEST_ID) return undefined;
    if (!holds(view, idEnd, end, FIXED)) return undefined;
    const last = bytes[end - 1] === CARRIAGE_RETURN ? bytes[end - 2] : bytes[end - 1];
    const at = idEnd + SHAPE.length;
    if (last !== CLOSING || at >= end) return undefined;
    this.#timeAt = idEnd + TIME_AT;
    for (const known of this.#known) if (holds(view, at, end, known.words)) return known;
    return this.#learn(at, end);
  }

  /** When the record of the line that was looked at last was, in epoch milliseconds, or NaN. */
  get time(): number {
    return Date.parse(this.#bytes.toString('latin1', this.#timeAt, this.#timeAt + TIME_LENGTH));
  }

  #learn(at: number, end: number): KnownLevel | undefined {
    const bytes = this.#bytes;
    const quote = bytes.indexOf(QUOTE, at);
    if (quote === -1 || quote === at || quote - at > LONGEST_LEVEL || !startsWith(bytes, quote, SEVERITY)) {
      return undefined;
    }
    const level = bytes.toString('utf8', at, quote);
    const digits = quote + SEVERITY.length;
    const comma = bytes.indexOf(0x2c, digits);
    const severity = Number(bytes.toString('latin1', digits, Math.min(comma, digits + 3)));
    const isLevel = !level.includes('\\') && Number.isInteger(severity) && severity >= 1 && severity <= MAX_SEVERITY;
    if (!isLevel || comma === -1 || comma - digits > 2 || !startsWith(bytes, comma, MESSAGE)) return undefined;
    if (comma + MESSAGE.length >= end) return undefined;
    const words = wordsOf(bytes.toString('latin1', at, comma + MESSAGE.length), 'latin1');
    const known: KnownLevel = { words, level, severity, verdicts: [] };
    if (this.#known.length < MAX_KNOWN) this.#known.push(known);
    return known;
  }
}

/** Where the line that begins at `start` ends: at its line feed, or -1 where there is none. */
export function endOfLine(bytes: Buffer, start: number): number {
  return bytes.indexOf(LINE_FEED, start);
}

/** Compares the time at a place with one in the same form, as `-1`, `0` or `1`. */
export function compareTime(bytes: Buffer, at: number, time: Uint8Array): number {
  for (let index = 0; index < TIME_LENGTH; index += 1) {
    const difference = (bytes[at + index] ?? 0) - (time[index] ?? 0);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return 0;
}

/** The bytes of a time as lines hold it; `undefined` for one that needs more of them than a year of four digits. */
export function timeBytes(millis: number | undefined): Uint8Array | undefined {
  if (millis === undefined || !(Math.abs(millis) <= 8.64e15)) return undefined;
  const text = new Date(millis).toISOString();
  return text.length === TIME_LENGTH ? Buffer.from(text) : undefined;
}

/** Where the quote stands that ends a text of JSON. */
function endOfText(bytes: Buffer, start: number): number {
  for (let quote = bytes.indexOf(QUOTE, start); ; quote = bytes.indexOf(QUOTE, quote + 1)) {
    let escapes = 0;
    while (quote - escapes > start && bytes[quote - 1 - escapes] === BACKSLASH) escapes += 1;
    if (quote === -1 || escapes % 2 === 0) return quote;
  }
}

function startsWith(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[at + index] !== expected[index]) return false;
  }
  return true;
}

/** Whether the bytes at a place are the expected ones; all of them lie before `end`. */
function holds(view: DataView, start: number, end: number, { length, at, masks, values }: Words): boolean {
  if (start + length > end) return false;
  for (let index = 0; index < at.length; index += 1) {
    const value = view.getInt32(start + (at[index] ?? 0), true) & (masks[index] ?? 0);
    if (value !== values[index]) return false;
  }
  return true;
}

/** A text of four bytes at the least as words, the last of which may overlap the one before. */
function wordsOf(text: string, encoding: 'utf8' | 'latin1' = 'utf8'): Words {
  const bytes = Buffer.from(text, encoding);
  const isOpen = (byte: number): boolean => encoding === 'utf8' && byte === 0x3f;
  const mask = Buffer.from(bytes.map((byte) => (isOpen(byte) ? 0 : 0xff)));
  const value = Buffer.from(bytes.map((byte) => (isOpen(byte) ? 0 : byte)));
  const at = Uint32Array.from({ length: Math.ceil(bytes.length / 4) }, (_, index) =>
    Math.min(index * 4, bytes.length - 4),
  );
  const words = (from: Buffer): Int32Array => Int32Array.from(at, (place) => from.readInt32LE(place));
  return { length: bytes.length, at, masks: words(mask), values: words(value) };
}
