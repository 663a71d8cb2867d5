import { type PostgresStoreOptions, settingsOf } from './options.ts';
import { type SchemaState, schemaState } from './migrate.ts';
import { databaseOf, PostgresStore } from './postgres-store.ts';
import { tablesOf } from './tables.ts';

/**
 * Opens a store in PostgreSQL 14 or newer; its tables are made and brought up to date unless `migrate` is false.
 *
 * Any number of processes may have the same tables open. Where the server goes away afterwards, calls reject with
 * `TAILRACE_STORE_UNAVAILABLE`, and succeed again once it is back.
 *
 * @throws TailraceError `TAILRACE_STORE_UNAVAILABLE` where the server cannot be reached, `TAILRACE_STORE_FAILED` where
 *   it refuses, or its tables are newer than this program, or older and `migrate` is false; and the codes of options.
 * @example
 * const store = await openPostgresStore({ url: 'postgres://tailrace@127.0.0.1:5432/logs' });
 * await store.append(records);                       // on the server's disk when this resolves
 * const { filter, pipes } = parseQuery('level>=error | count by service');
 * const answer = await store.query({ filter, pipes });
 * await store.close();
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  return PostgresStore.start(settingsOf(options));
}

/**
 * Answers what opening a store with `migrate: true` would run, and changes nothing: for those who let an administrator
 * run it.
 *
 * @throws TailraceError as `openPostgresStore` does.
 */
export async function pendingMigrations(options: PostgresStoreOptions): Promise<SchemaState> {
  const settings = settingsOf(options);
  const database = databaseOf(settings);
  try {
    return await schemaState(database, tablesOf(settings.schema));
  } finally {
    await database.end();
  }
}
