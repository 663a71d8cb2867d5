export { jsonFormat } from './json-format.ts';
export type { JsonFormatOptions } from './json-format.ts';
