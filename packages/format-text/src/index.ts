export { DEFAULT_PATTERN, textFormat } from './text-format.ts';
export type { TextFormatOptions } from './text-format.ts';
export type { TextTime } from './text-time.ts';
