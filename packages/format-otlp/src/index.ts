export { otlpFormat } from './otlp-format.ts';
export type { OtlpFormatOptions } from './otlp-format.ts';
