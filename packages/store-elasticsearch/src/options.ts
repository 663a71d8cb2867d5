import { type Clock, checkOptions, type Diagnostics, type OptionRules, TailraceError } from '@tailrace/core';
import {
  checkConnection,
  clientTo,
  CONNECTION_RULES,
  type ElasticsearchClient,
  type ElasticsearchConnection,
  type ElasticsearchLifecycle,
  type NodeAddress,
} from '@tailrace/transport-elasticsearch';
import { checkRetention, type RetentionPolicy } from '@tailrace/store';

/** Options of {@link openElasticsearchStore}. */
export interface ElasticsearchStoreOptions extends ElasticsearchConnection {
  /** Address of Elasticsearch; user and password in it are sent as basic authentication. */
  readonly url?: string | URL;
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
  ...CONNECTION_RULES,
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
/**
 * Checks the options of a store.
 *
 * @throws TailraceError with the code of what is wrong.
 */
export function checkStoreOptions(options: ElasticsearchStoreOptions): void {
  checkOptions(OWNER, options, RULES);
  const { dataStream, rollover, retention } = options;
  checkConnection(OWNER, nodeOf(options), options);
  if (rollover !== undefined) checkOptions(`${OWNER} rollover`, rollover, ROLLOVER_RULES);
  if (retention !== undefined) checkRetention(`${OWNER} retention`, retention);
  if (dataStream !== undefined && !VALID_NAME.test(dataStream)) {
    bad(
      `'dataStream' takes a name in lower case without blanks and \\ / * ? " < > | , # :, not ${JSON.stringify(dataStream)}.`,
    );
  }
}

/** Makes the client that the options ask for, where they bring none. */
export function clientOf(options: ElasticsearchStoreOptions): ElasticsearchClient {
  return clientTo(OWNER, nodeOf(options), options);
}

function nodeOf({ url }: ElasticsearchStoreOptions): NodeAddress {
  return { option: 'url', value: url };
}

function bad(words: string): never {
  throw new TailraceError('TAILRACE_BAD_OPTION', `${OWNER}: ${words}`);
}
