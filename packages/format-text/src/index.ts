export { textFormat } from './text-format.ts';
export type { TextFormatOptions } from './text-format.ts';
