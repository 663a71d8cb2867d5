export { gelfFormat } from './gelf-format.ts';
export type { GelfFormatOptions } from './gelf-format.ts';
