export { logfmtFormat } from './logfmt-format.ts';
export type { LogfmtFormatOptions } from './logfmt-format.ts';
