import { encodeRecord } from '@tailrace/core';
import { MAGIC, VERSION } from './frame.ts';
import { FrameScanner } from './frame-scanner.ts';

/** What makes text of bytes as they come; `TextDecoder` is one. */
export interface BytesToText {
  decode(chunk?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

/**
 * Reads the binary form as lines of JSON, for programs that read lines: give it to `@tailrace/readers` as one of its
 * `byteFormats`.
 *
 * Bytes that belong to no whole record become a line that says how many there are, so that damage is seen.
 *
 * @example
 * for await (const record of readRecords('app.trb.gz', { byteFormats: [binaryLines] })) console.log(record.message);
 */
export const binaryLines = {
  name: 'binary',
  /** Whether bytes of this beginning are in the binary form. */
  begins: (head: Uint8Array): boolean => head[0] === MAGIC && head[1] === VERSION,
  decoder(): BytesToText {
    let text = '';
    const scanner = new FrameScanner(
      (record) => {
        text += `${encodeRecord(record)}\n`;
      },
      (bytes) => {
        text += `[${bytes} bytes that hold no whole record]\n`;
      },
    );
    return {
      decode(chunk, options) {
        if (chunk !== undefined) scanner.push(chunk);
        if (options?.stream !== true) scanner.end();
        const lines = text;
        text = '';
        return lines;
      },
    };
  },
};
