export { ATTACKS } from './attacks.ts';
export { checkSameAnswer, checkSameRecords } from './compare-answers.ts';
export { CORPUS_SIZE, CORPUS_START, corpusRecords } from './corpus.ts';
export { PIPE_QUERIES } from './corpus-pipes.ts';
export { FILTER_QUERIES } from './corpus-queries.ts';
export { storeKit } from './store-kit.ts';
export type { StoreKitOptions } from './store-kit-options.ts';
export { NearPercentiles, openJournalStore, type WrongStore, wrongStores } from './wrong-on-purpose/index.ts';
