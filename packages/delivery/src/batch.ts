import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Batch, Entry, Framing } from './sink.ts';

const gzipped = promisify(gzip);
const brotlied = promisify(brotliCompress);

// Logs compress well at any quality; 4 is where brotli still keeps up with gzip's default speed.
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
      return terminated(entries, '\n');
    case 'nul':
      return terminated(entries, '\0');
    case 'octet-count':
      return joined(entries, (body) => `${Buffer.byteLength(body)} `, '', '', '');
    default:
      return joined(entries, () => '', ',', '[', ']');
  }
}

function terminated(entries: readonly Entry[], terminator: string): Uint8Array {
  return entries.length === 0 ? new Uint8Array() : joined(entries, () => '', terminator, '', terminator);
}

function joined(
  entries: readonly Entry[],
  prefix: (body: string | Uint8Array) => string,
  between: string,
  open: string,
  close: string,
): Uint8Array {
  const parts: Uint8Array[] = [];
  let text = open;
  entries.forEach(({ body }, index) => {
    if (index > 0) text += between;
    text += prefix(body);
    if (typeof body === 'string') {
      text += body;
    } else {
      parts.push(Buffer.from(text), body);
      text = '';
    }
  });
  const rest = Buffer.from(text + close);
  return parts.length === 0 ? rest : Buffer.concat([...parts, rest]);
}

async function compress(bytes: Uint8Array, compression: 'gzip' | 'br' | undefined): Promise<Uint8Array> {
  if (compression === 'gzip') return gzipped(bytes);
  if (compression === 'br') return brotlied(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
  return bytes;
}
