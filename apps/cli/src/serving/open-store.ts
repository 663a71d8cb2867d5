import { resolve } from 'node:path';
import { parseRetention, type RetentionPolicy, type Store } from '@tailrace/store';
import { openBufferedStore } from '@tailrace/store-buffer';
import { usageFailure } from '../command-failure.ts';

/** Where a collector keeps records. */
export interface StorePlace {
  /** The folder of the embedded store; of one elsewhere, of what waits for it. */
  readonly directory: string;
  /** The URL of a store elsewhere. */
  readonly url: string | undefined;
  /** What is deleted, and when, in words. */
  readonly retention: string | undefined;
  /** Where old records of the folder are moved to. */
  readonly archive: string | undefined;
}

/** A store elsewhere, by the scheme of its URL. */
interface RemoteStore {
  readonly name: string;
  readonly open: (url: URL, options: { readonly retention?: RetentionPolicy }) => Promise<Store>;
}

const DEFAULT_ELASTICSEARCH_PORT = '9200';

const POSTGRES: RemoteStore = {
  name: 'postgres',
  open: async ({ href }, options) => {
    const { openPostgresStore } = await import('@tailrace/store-postgres');
    return openPostgresStore({ ...options, url: href });
  },
};

/** Elasticsearch is spoken to over HTTP, or over HTTPS where the scheme ends in `s`. */
function elasticsearch(protocol: 'http:' | 'https:'): RemoteStore {
  return {
    name: 'elasticsearch',
    open: async ({ href, port }, options) => {
      const { openElasticsearchStore } = await import('@tailrace/store-elasticsearch');
      const url = new URL(href.replace(/^[a-z]+:/, protocol));
      if (port === '') url.port = DEFAULT_ELASTICSEARCH_PORT;
      return openElasticsearchStore({ ...options, url });
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
export async function openStore({ directory, url: said, retention: words, archive }: StorePlace): Promise<Store> {
  const folder = resolve(directory);
  const retention = words !== undefined && { retention: parseRetention(words) };
  if (said === undefined) {
    const { openDuckdbStore } = await import('@tailrace/store-duckdb');
    return openDuckdbStore({
      directory: folder,
      ...retention,
      ...(archive !== undefined && { archive: { to: archive } }),
    });
  }
  if (archive !== undefined) {
    throw usageFailure(
      '--archive moves records out of a folder; a store elsewhere has its own ways.',
      'Leave one out.',
    );
  }
  const url = URL.canParse(said) ? new URL(said) : undefined;
  const remote = url && REMOTE_STORES[url.protocol];
  if (url === undefined || remote === undefined) {
    const schemes = Object.keys(REMOTE_STORES).map((scheme) => `${scheme}//`);
    throw usageFailure(`--store takes a URL that begins with ${schemes.join(', ')}.`, 'A folder is named by --data.');
  }
  return openBufferedStore({
    name: remote.name,
    // The same place under another spelling of the scheme is the same place.
    destination: withoutSecrets(url).replace(url.protocol, `${remote.name}:`),
    directory: folder,
    open: () => remote.open(url, retention === false ? {} : retention),
  });
}

/** A URL as it may be shown: without user, password and parameters. */
export function withoutSecrets({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}
