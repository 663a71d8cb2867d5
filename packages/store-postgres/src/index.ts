export type { SchemaState } from './migrate.ts';
export { openPostgresStore, pendingMigrations } from './open.ts';
export type { PostgresStoreOptions } from './options.ts';
export { PostgresStore } from './postgres-store.ts';
export type { Retained } from './retention.ts';
