export { DuckdbStore } from './duckdb-store.ts';
export { openDuckdbStore, openStoreForReading } from './open.ts';
export type { DuckdbStoreOptions, ReadingOptions } from './options.ts';
export type { StoreReader } from './reading-store.ts';
export type { Retained } from './retention.ts';
