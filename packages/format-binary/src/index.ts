export { binaryFormat } from './binary-format.ts';
export type { BinaryFormatOptions } from './binary-format.ts';
export { binaryLines } from './binary-lines.ts';
export type { BytesToText } from './binary-lines.ts';
export { readBinaryRecords } from './read-binary-records.ts';
export type { ReadBinaryOptions } from './read-binary-records.ts';
