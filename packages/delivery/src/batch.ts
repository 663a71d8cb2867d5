import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Batch, Entry, Framing } from './sink.ts';
import { bodyBytes, writeBody } from './sized-entry.ts';

const gzipped = promisify(gzip);
const brotlied = promisify(brotliCompress);

// Logs compress well at any quality. gzip at its quickest takes half the time of its default and saves 74 % in place of
// 78 %; 4 is where brotli still keeps up with gzip's default.
const GZIP_LEVEL = constants.Z_BEST_SPEED;
const BROTLI_QUALITY = 4;

/** Entries that are sent together, with their bytes made once for each framing and compression. */
export class EncodedBatch implements Batch {
  readonly entries: readonly Entry[];
  readonly #encoded = new Map<string, Promise<Uint8Array>>();

  constructor(entries: readonly Entry[]) {
    this.entries = entries;
  }

  encode(framing: Framing, compression?: 'gzip' | 'br'): Promise<Uint8Array> {
    const key = `${framing}/${compression ?? ''}`;
    let bytes = this.#encoded.get(key);
    if (bytes === undefined) {
      bytes = compress(frame(this.entries, framing), compression);
      this.#encoded.set(key, bytes);
    }
    return bytes;
  }
}

/** Joins entries to one run of bytes. */
export function frame(entries: readonly Entry[], framing: Framing): Uint8Array {
  switch (framing) {
    case 'newline':
      return joined(entries, { after: 0x0a });
    case 'nul':
      return joined(entries, { after: 0 });
    case 'octet-count':
      return joined(entries, { counted: true });
    case 'none':
      return joined(entries, {});
    default:
      return joined(entries, { open: 0x5b, between: 0x2c, close: 0x5d });
  }
}

/** The bytes that stand around entries. */
interface Marks {
  readonly open?: number;
  readonly between?: number;
  readonly after?: number;
  readonly close?: number;
  /** The length of each stands before it, in decimal digits with a space behind. */
  readonly counted?: boolean;
}

function joined(entries: readonly Entry[], { open, between, after, close, counted }: Marks): Uint8Array {
  const marks = (between === undefined ? 0 : entries.length) + (after === undefined ? 0 : entries.length) + 2;
  let room = marks;
  const lengths: number[] = [];
  for (const entry of entries) {
    const bytes = bodyBytes(entry);
    lengths.push(bytes);
    room += bytes + (counted === true ? String(bytes).length + 1 : 0);
  }
  const target = Buffer.allocUnsafe(room);
  let at = 0;
  if (open !== undefined) target[at++] = open;
  for (let index = 0; index < entries.length; index += 1) {
    const bytes = lengths[index] as number;
    if (index > 0 && between !== undefined) target[at++] = between;
    if (counted === true) at += target.write(`${bytes} `, at, 'latin1');
    at = writeBody(entries[index] as Entry, bytes, target, at);
    if (after !== undefined) target[at++] = after;
  }
  if (close !== undefined) target[at++] = close;
  return target.subarray(0, at);
}

async function compress(bytes: Uint8Array, compression: 'gzip' | 'br' | undefined): Promise<Uint8Array> {
  if (compression === 'gzip') return gzipped(bytes, { level: GZIP_LEVEL });
  if (compression === 'br') return brotlied(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
  return bytes;
}
