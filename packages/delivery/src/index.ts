export type * from './receipt.ts';
export type * from './sink.ts';
export type * from './spool/spool-contract.ts';
