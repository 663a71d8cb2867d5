export * from './detect-format.ts';
export type * from './format.ts';
export { FORMATS } from './formats/catalogue.ts';
export * from './line-reader.ts';
export type { ReadOptions } from './read-options.ts';
export * from './read-records.ts';
export type { ReadEntry } from './record-assembler.ts';
export type { LogSource } from './source-text.ts';
export type { WallClock } from './time/wall-clock.ts';
