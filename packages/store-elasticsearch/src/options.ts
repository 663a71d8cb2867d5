import { type Clock, checkOptions, type Diagnostics, type OptionRules, TailraceError } from '@tailrace/core';
import type {
  ElasticsearchAuth,
  ElasticsearchClient,
  ElasticsearchLifecycle,
  ElasticsearchTlsOptions,
} from '@tailrace/transport-elasticsearch';
import { checkRetention, type RetentionPolicy } from '@tailrace/store';

/** Options of {@link openElasticsearchStore}. */
export interface ElasticsearchStoreOptions {
  /** Address of Elasticsearch; user and password in it are sent as basic authentication. */
  readonly url?: string | URL;
  /** Addresses of several nodes of one cluster, used by turns. */
  readonly nodes?: readonly (string | URL)[];
  readonly auth?: ElasticsearchAuth;
  readonly tls?: ElasticsearchTlsOptions;
  /** SHA-256 fingerprint of the authority that signed the server's certificate. */
  readonly caFingerprint?: string;
  /** A client of `@elastic/elasticsearch` of your own, instead of the options above. It is not closed. */
  readonly client?: ElasticsearchClient;
  /** `logs-tailrace-default` by default, where `ElasticsearchTransport` writes. */
  readonly dataStream?: string;
  /** Settings of the index in the template: shards, replicas, codec. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** When the data stream begins a new index: after 1 day or at 50 GiB by default. */
  readonly rollover?: Pick<ElasticsearchLifecycle, 'rolloverDays' | 'rolloverBytes'>;
  /** What is deleted, and when; after 30 days by default. It works on whole indexes that are not written any more. */
  readonly retention?: RetentionPolicy;
  /** How often retention and roll-over are looked after: every 10 minutes by default. */
  readonly retentionEveryMillis?: number;
  /** Attributes with columns of their own, from which statistics are made on the server: 64 by default. */
  readonly maxColumns?: number;
  /** A larger record is rejected as `too_large`: 8 MiB by default. */
  readonly maxRecordBytes?: number;
  /** Bytes of one bulk request: 2 MiB by default. Two of an append are on their way at once. */
  readonly maxBulkBytes?: number;
  /** How long an append tries again while the server is busy: 10 seconds by default. */
  readonly busyMillis?: number;
  /** How long a request may take: 30 seconds by default. */
  readonly requestTimeoutMillis?: number;
  /** 30 seconds by default; past it a query rejects with `TAILRACE_QUERY_LIMIT`. */
  readonly queryTimeoutMillis?: number;
  /** Records that one query may read where the server cannot answer by itself: 5 million by default. */
  readonly maxRecordsRead?: number;
  /** Records that `fields()` looks at, the newest: 100,000 by default. */
  readonly maxFieldRecords?: number;
  readonly clock?: Clock;
  readonly diagnostics?: Diagnostics;
}

const object = { type: 'object' } as const;
const count = { type: 'integer', min: 1 } as const;

const RULES: OptionRules<ElasticsearchStoreOptions> = {
  url: { type: 'any' },
  nodes: { type: 'array' },
  auth: { type: 'any' },
  tls: object,
  caFingerprint: { type: 'string' },
  client: object,
  dataStream: { type: 'string', minLength: 1 },
  settings: object,
  rollover: object,
  retention: object,
  retentionEveryMillis: { type: 'number', min: 1000 },
  maxColumns: { type: 'integer', min: 0, max: 400 },
  maxRecordBytes: { type: 'integer', min: 1024, max: 40 * 1024 * 1024 },
  maxBulkBytes: { type: 'integer', min: 1024 },
  busyMillis: { type: 'number', min: 0 },
  requestTimeoutMillis: { type: 'number', min: 1 },
  queryTimeoutMillis: { type: 'number', min: 1 },
  maxRecordsRead: count,
  maxFieldRecords: count,
  clock: object,
  diagnostics: object,
};

const ROLLOVER_RULES: OptionRules<NonNullable<ElasticsearchStoreOptions['rollover']>> = {
  rolloverDays: count,
  rolloverBytes: count,
};

const OWNER = 'openElasticsearchStore';
/** Names that Elasticsearch takes; neither commas nor stars, which would be several. */
const VALID_NAME = /^(?![-_+.])[^\\/*?"<>|,#:\sA-Z]{1,255}$/;
/** Options that say how to make a client. */
const FOR_CLIENT = ['url', 'nodes', 'auth', 'tls', 'caFingerprint'] as const;

/**
 * Checks the options of a store.
 *
 * @throws TailraceError with the code of what is wrong.
 */
export function checkStoreOptions(options: ElasticsearchStoreOptions): void {
  checkOptions(OWNER, options, RULES);
  const { client, url, nodes, dataStream, rollover, retention } = options;
  if (rollover !== undefined) checkOptions(`${OWNER} rollover`, rollover, ROLLOVER_RULES);
  if (retention !== undefined) checkRetention(`${OWNER} retention`, retention);
  if (dataStream !== undefined && !VALID_NAME.test(dataStream)) {
    bad(
      `'dataStream' takes a name in lower case without blanks and \\ / * ? " < > | , # :, not ${JSON.stringify(dataStream)}.`,
    );
  }
  if (client !== undefined) {
    const other = FOR_CLIENT.find((name) => options[name] !== undefined);
    if (other !== undefined) bad(`it takes 'client' or '${other}', not both.`);
    if (typeof client.transport?.request !== 'function') bad("'client' takes a client of @elastic/elasticsearch.");
  } else if (url === undefined && (nodes === undefined || nodes.length === 0)) {
    throw new TailraceError('TAILRACE_MISSING_OPTION', `${OWNER} needs 'url', 'nodes' or 'client'.`);
  }
  if (url !== undefined && nodes !== undefined) bad("it takes 'url' or 'nodes', not both.");
}

/** Answers the addresses as the client takes them. */
export function addressesOf({ url, nodes = [] }: ElasticsearchStoreOptions): string[] {
  return (url === undefined ? nodes : [url]).map((address) => {
    const { protocol } = URL.canParse(String(address)) ? new URL(String(address)) : { protocol: '' };
    // An address never stands in a message: it may hold a password.
    if (protocol !== 'http:' && protocol !== 'https:') bad("'url' takes an http: or https: address.");
    return String(address);
  });
}

export function bad(words: string): never {
  throw new TailraceError('TAILRACE_BAD_OPTION', `${OWNER}: ${words}`);
}
