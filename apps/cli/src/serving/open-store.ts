import { resolve } from 'node:path';
import type { Store } from '@tailrace/store';
import { openBufferedStore } from '@tailrace/store-buffer';
import { usageFailure } from '../command-failure.ts';

/** Where a collector keeps records. */
export interface StorePlace {
  /** The folder of the embedded store; of one elsewhere, of what waits for it. */
  readonly directory: string;
  /** The URL of a store elsewhere. */
  readonly url: string | undefined;
}

/** A store elsewhere, by the scheme of its URL. */
interface RemoteStore {
  readonly name: string;
  readonly open: (url: URL) => Promise<Store>;
}

const POSTGRES: RemoteStore = {
  name: 'postgres',
  open: async ({ href }) => {
    const { openPostgresStore } = await import('@tailrace/store-postgres');
    return openPostgresStore({ url: href });
  },
};

/** Elasticsearch is spoken to over HTTP, or over HTTPS where the scheme ends in `s`. */
function elasticsearch(protocol: 'http:' | 'https:'): RemoteStore {
  return {
    name: 'elasticsearch',
    open: async ({ href }) => {
      const { openElasticsearchStore } = await import('@tailrace/store-elasticsearch');
      return openElasticsearchStore({ url: href.replace(/^[a-z]+:/, protocol) });
    },
  };
}

const REMOTE_STORES: Readonly<Record<string, RemoteStore>> = {
  'postgres:': POSTGRES,
  'postgresql:': POSTGRES,
  'elasticsearch:': elasticsearch('http:'),
  'elasticsearchs:': elasticsearch('https:'),
};

/** Opens the store that records are kept in; one elsewhere is buffered in the folder while it is away. */
export async function openStore({ directory, url: said }: StorePlace): Promise<Store> {
  const folder = resolve(directory);
  if (said === undefined) {
    const { openDuckdbStore } = await import('@tailrace/store-duckdb');
    return openDuckdbStore({ directory: folder });
  }
  const url = URL.canParse(said) ? new URL(said) : undefined;
  const remote = url && REMOTE_STORES[url.protocol];
  if (url === undefined || remote === undefined) {
    const schemes = Object.keys(REMOTE_STORES).map((scheme) => `${scheme}//`);
    throw usageFailure(`--store takes a URL that begins with ${schemes.join(', ')}.`, 'A folder is named by --data.');
  }
  return openBufferedStore({
    name: remote.name,
    destination: withoutSecrets(url),
    directory: folder,
    open: () => remote.open(url),
  });
}

/** A URL as it may be shown: without user, password and parameters. */
export function withoutSecrets({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}
