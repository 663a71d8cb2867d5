export { checkSameAnswer, checkSameRecords } from './compare-answers.ts';
export { CORPUS_SIZE, CORPUS_START, corpusRecords } from './corpus.ts';
export { PIPE_QUERIES } from './corpus-pipes.ts';
export { FILTER_QUERIES } from './corpus-queries.ts';
export { describeKit, type Kit, type KitCheck, type KitRunner, runKit } from './kit.ts';
export { type StoreKitOptions, storeKit } from './store-kit.ts';
export { openJournalStore, type WrongStore, wrongStores } from './wrong-on-purpose/index.ts';
