import { createRequire } from 'node:module';
import type { ByteFormat } from '@tailrace/readers';

/** UTF-8 has no byte above this one: what begins with it is no text. */
const HIGHEST_OF_TEXT = 0xf4;

/** The binary form, whose package is loaded for files that may be in it and for no others. */
const binary: ByteFormat = {
  name: 'binary',
  begins: (head) => (head[0] ?? 0) > HIGHEST_OF_TEXT && load().begins(head),
  decoder: () => load().decoder(),
};

function load(): ByteFormat {
  const require = createRequire(import.meta.url);
  return (require('@tailrace/format-binary') as typeof import('@tailrace/format-binary')).binaryLines;
}

/** Forms of files that are no text. */
export const BYTE_FORMATS: readonly ByteFormat[] = [binary];
