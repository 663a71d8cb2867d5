/** One way in which a part of a needle may stand in the bytes, and where it does next. */
interface Variant {
  readonly bytes: Buffer;
  next: number;
}

const NOWHERE = Number.POSITIVE_INFINITY;
/** After so many lines it is told whether looking for a needle is worth it. */
const LINES_TO_JUDGE = 4096;
/** A needle that more than this part of the lines holds only costs. */
const USELESS_SHARE = 0.5;
/** What each further way of standing costs beside how often it is begun. */
const VARIANT_COST = 0.004;

/**
 * Looks for a text in the lines of a block, in any case of ASCII, going through the block once.
 *
 * A short part of the text that is rare in the bytes is looked for by the engine's own search, and only where it
 * stands is the text compared.
 */
export class Needle {
  readonly #text: Buffer;
  readonly #isLetter: readonly boolean[];
  #bytes: Buffer = Buffer.alloc(0);
  #variants: readonly Variant[] | undefined;
  #anchor = 0;
  #lines = 0;
  #hits = 0;
  #isUseless = false;

  constructor(text: string) {
    // Letters beyond ASCII are looked for as they are.
    this.#text = Buffer.from(text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
    this.#isLetter = [...this.#text].map((byte) => byte >= 0x61 && byte <= 0x7a);
  }

  /** Takes the next block. */
  begin(bytes: Buffer): void {
    this.#bytes = bytes;
    if (this.#variants === undefined) this.#choose(bytes);
    for (const variant of this.#variants ?? []) variant.next = -1;
  }

  /** Whether the line between these bytes may hold the text; lines are asked about in their order. */
  within(start: number, end: number): boolean {
    if (this.#isUseless) return true;
    const found = this.find(start, end) !== -1;
    this.#lines += 1;
    if (found) this.#hits += 1;
    if (this.#lines === LINES_TO_JUDGE) this.#isUseless = this.#hits > LINES_TO_JUDGE * USELESS_SHARE;
    return found;
  }

  /** Where the text stands first between these bytes, or -1; places are asked about in their order. */
  find(start: number, end: number): number {
    const last = end - this.#text.length + this.#anchor;
    let first = NOWHERE;
    for (const variant of this.#variants ?? []) {
      if (variant.next < start + this.#anchor) variant.next = this.#next(variant, start + this.#anchor);
      while (variant.next <= last && variant.next < first) {
        if (this.#standsAt(variant.next - this.#anchor)) {
          first = variant.next;
          break;
        }
        variant.next = this.#next(variant, variant.next + 1);
      }
    }
    return first === NOWHERE ? -1 : first - this.#anchor;
  }

  #next({ bytes }: Variant, from: number): number {
    const found = this.#bytes.indexOf(bytes, from);
    return found === -1 ? NOWHERE : found;
  }

  #standsAt(at: number): boolean {
    for (let index = 0; index < this.#text.length; index += 1) {
      const byte = this.#bytes[at + index] ?? 0;
      const expected = this.#text[index];
      if (byte !== expected && !(this.#isLetter[index] && (byte | 0x20) === expected)) return false;
    }
    return true;
  }

  /** Chooses the two bytes of the text that are looked for, by how often each byte begins something in a block. */
  #choose(bytes: Buffer): void {
    const counts = new Uint32Array(256);
    const sample = Math.min(bytes.length, 1 << 16);
    for (let index = 0; index < sample; index += 1) {
      const byte = bytes[index] ?? 0;
      counts[byte] = (counts[byte] ?? 0) + 1;
    }
    const length = Math.min(2, this.#text.length);
    let best = Number.POSITIVE_INFINITY;
    for (let at = 0; at + length <= this.#text.length; at += 1) {
      const ways = this.#ways(at, length);
      const cost = ways.reduce((sum, way) => sum + (counts[way[0] ?? 0] ?? 0) / Math.max(1, sample) + VARIANT_COST, 0);
      if (cost >= best) continue;
      best = cost;
      this.#anchor = at;
      this.#variants = ways.map((way) => ({ bytes: Buffer.from(way), next: -1 }));
    }
  }

  /** The ways in which the case of a part's letters may stand. */
  #ways(at: number, length: number): readonly (readonly number[])[] {
    let ways: readonly (readonly number[])[] = [[]];
    for (let index = at; index < at + length; index += 1) {
      const byte = this.#text[index] ?? 0;
      const both = this.#isLetter[index] ? [byte, byte & ~0x20] : [byte];
      ways = ways.flatMap((way) => both.map((one) => [...way, one]));
    }
    return ways;
  }
}

/** What may stand in a line in the place of a literal's letters: escapes, and letters that fold to them. */
export function substitutesOf(literal: string): readonly string[] {
  const lower = literal.toLowerCase();
  const found = ['\\u'];
  if (lower.includes('k')) found.push('\u212a');
  if (lower.includes('i')) found.push('\u0130');
  return found;
}
