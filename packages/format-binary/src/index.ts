export { binaryFormat } from './binary-format.ts';
export type { BinaryFormatOptions } from './binary-format.ts';
