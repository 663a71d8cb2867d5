export type { Durability, FlushAnswer, Receipt } from './receipt.ts';
export type * from './sink.ts';
export type * from './spool/spool-contract.ts';
export { openSpool, openSpoolSync } from './spool/spool.ts';
export type { OpenSpoolOptions } from './spool/spool-options.ts';
export { stateDirectory } from './spool/state-directory.ts';
export { openDeadLetters } from './dead-letters.ts';
export type { DeadLetters, DeadLettersCounts, DeadLettersOptions } from './dead-letters.ts';
