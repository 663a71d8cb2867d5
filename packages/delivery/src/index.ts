export type * from './receipt.ts';
export type * from './sink.ts';
