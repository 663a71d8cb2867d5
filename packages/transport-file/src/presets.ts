import type { FileSetOptions } from './file-options.ts';

const MEBIBYTE = 1024 * 1024;

/** The application log: files of 10 MiB, the last seven of them. */
export const APPLICATION_LOG = {
  maxBytes: 10 * MEBIBYTE,
  keep: { files: 7 },
} as const satisfies Partial<FileSetOptions>;

/** The log of AI responses: files of 100 MiB, the last thirty of them, compressed with gzip. */
export const AI_RESPONSE_LOG = {
  maxBytes: 100 * MEBIBYTE,
  keep: { files: 30 },
  compress: 'gzip',
} as const satisfies Partial<FileSetOptions>;
