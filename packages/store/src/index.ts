export { FieldCounter } from './field-counter.ts';
export { MemoryStore, type MemoryStoreOptions } from './memory-store.ts';
export type * from './store.ts';
