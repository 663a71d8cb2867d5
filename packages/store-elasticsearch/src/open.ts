import { ElasticsearchStore } from './elasticsearch-store.ts';
import { checkStoreOptions, clientOf, type ElasticsearchStoreOptions } from './options.ts';
import { Server } from './server.ts';
import { settingsOf } from './settings.ts';

/**
 * Opens a store on a data stream of Elasticsearch, whose template it puts in place; the first record makes it.
 *
 * Rejects with `TAILRACE_STORE_UNAVAILABLE` where the server is away or refuses the credentials, and with the code of an
 * option that is wrong.
 *
 * @example
 * const store = await openElasticsearchStore({ url: 'http://127.0.0.1:9200' });
 */
export async function openElasticsearchStore(options: ElasticsearchStoreOptions): Promise<ElasticsearchStore> {
  checkStoreOptions(options);
  const settings = settingsOf(options);
  const client = options.client ?? clientOf(options);
  const server = new Server(client, options.client === undefined, settings.clock, settings.requestTimeoutMillis);
  return ElasticsearchStore.start(server, settings);
}
