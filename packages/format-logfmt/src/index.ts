export { logfmtFormat } from './logfmt-format.ts';
export type { LogfmtField, LogfmtFormatOptions } from './logfmt-format.ts';
