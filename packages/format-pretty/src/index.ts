export { prettyFormat } from './pretty-format.ts';
export type { PrettyFormatOptions } from './pretty-format.ts';
export type { PrettyTimestamp } from './pretty-time.ts';
export { columnsOf, cutToColumns } from './terminal-text.ts';
