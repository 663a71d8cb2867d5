/** How finished files are compressed. */
export type FileCompression = 'gzip' | 'brotli' | 'zstd';

/** What is put behind the name of a compressed file. */
export const COMPRESSION_ENDINGS: Readonly<Record<FileCompression, string>> = {
  gzip: '.gz',
  brotli: '.br',
  zstd: '.zst',
};

const ENDING = /\.(?:gz|br|zst)$/;

/** The name without an ending of compression. */
export function withoutEnding(name: string): string {
  return name.replace(ENDING, '');
}

export function hasEnding(name: string): boolean {
  return ENDING.test(name);
}
