let high = 0;
let low = 0;

/**
 * Mixes text into 64 bits, left in {@link hashHigh} and {@link hashLow}: two runs of FNV-1a over the UTF-16 units,
 * each finished as MurmurHash3 finishes. The same on every host; not for secrets.
 */
export function mixText(text: string): void {
  let a = 0x811c9dc5;
  let b = 0xc2b2ae35;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
    b ^= b >>> 15;
  }
  high = finish(a ^ text.length);
  low = finish(b ^ high);
}

/** The upper 32 bits of the last {@link mixText}, unsigned. */
export function hashHigh(): number {
  return high;
}

/** The lower 32 bits of the last {@link mixText}, unsigned. */
export function hashLow(): number {
  return low;
}

/** Answers 16 hex digits for text: the same on every host, not for secrets. */
export function hashText(text: string): string {
  mixText(text);
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
