export { FieldCounter } from './field-counter.ts';
export { MemoryStore, type MemoryStoreOptions } from './memory-store.ts';
export { isRecordLine, type RecordLine, recordLine } from './record-line.ts';
export type * from './store.ts';
