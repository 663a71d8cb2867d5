import { isUtf8 } from 'node:buffer';
import type { BytesToText } from './bytes-to-text.ts';

const LINE_FEED = 0x0a;
/** A line of more bytes is not waited for. */
const MAX_HELD_BYTES = 1 << 22;

const western = new TextDecoder('windows-1252');

/**
 * Reads bytes as UTF-8, and each line that is none as Windows-1252, which has Latin-1 in it: files hold both where
 * programs of different age write them.
 *
 * A line's bytes are held until its end is there, so that it does not matter how they are cut.
 */
export class LineDecoder implements BytesToText {
  #held: Buffer = Buffer.alloc(0);

  decode(chunk: Uint8Array = Buffer.alloc(0), { stream = false }: { readonly stream?: boolean } = {}): string {
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const bytes = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    let end = bytes.length;
    if (stream) {
      end = bytes.lastIndexOf(LINE_FEED) + 1;
      if (end === 0 && bytes.length > MAX_HELD_BYTES) end = bytes.length;
    }
    this.#held = Buffer.from(bytes.subarray(end));
    return decodeLines(bytes.subarray(0, end));
  }
}

/** The text of whole lines: each that is not UTF-8 is read as Windows-1252. */
export function decodeLines(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed === -1 ? bytes.length : feed + 1;
    const line = bytes.subarray(start, end);
    text += isUtf8(line) ? line.toString('utf8') : western.decode(line);
    start = end;
  }
  return text;
}
