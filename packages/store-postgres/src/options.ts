import {
  checkOptions,
  type Clock,
  type Diagnostics,
  diagnostics,
  type OptionRules,
  systemClock,
  TailraceError,
} from '@tailrace/core';
import { Client } from 'pg';
import { checkRetention, type RetentionPolicy } from '@tailrace/store';

/** Options of {@link openPostgresStore}. */
export interface PostgresStoreOptions {
  /** `postgres://user:password@host:5432/database`, with the driver's own parameters behind a `?` if need be. */
  readonly url: string;
  /** The schema that holds the store's tables, made if absent: `tailrace` by default. Small letters, digits and `_`. */
  readonly schema?: string;
  /** Whether tables are made and brought up to date at the start; true by default. */
  readonly migrate?: boolean;
  /** TLS: true, false, or the options of Node's `tls.connect`; by default what the URL says. */
  readonly ssl?: boolean | object;
  /** Whether an append waits for the server's disk; true by default. Without it a crash of the server may lose records. */
  readonly synchronousCommit?: boolean;
  /** Appends that are on their way at once: 2 by default. Others wait and go together. */
  readonly maxConcurrentAppends?: number;
  /** Records of one transaction at the most: 5,000 by default. */
  readonly maxAppendRecords?: number;
  /** A record of more bytes is rejected as `too_large`: 8 MiB by default. */
  readonly maxRecordBytes?: number;
  /** An append that takes longer rejects with `TAILRACE_STORE_UNAVAILABLE`: 60 seconds by default. */
  readonly appendTimeoutMillis?: number;
  /** How long connecting may take: 10 seconds by default. */
  readonly connectTimeoutMillis?: number;
  /** Queries that run at once: 4 by default; others wait their turn. */
  readonly maxConcurrentQueries?: number;
  /** 30 seconds by default; past it a query rejects with `TAILRACE_QUERY_LIMIT`. */
  readonly queryTimeoutMillis?: number;
  /** Records that one query may read out of the server to look at them here: 5,000,000 by default. */
  readonly maxScannedRecords?: number;
  /** Days that have their partition ahead of time: 3 by default. */
  readonly partitionsAheadDays?: number;
  /** Records older than this many days have no partition by day of their own: 400 by default. */
  readonly partitionsBackDays?: number;
  /** What is deleted, and when: 30 days after their arrival by default, all records. */
  readonly retention?: RetentionPolicy;
  /** How often retention looks, and partitions are made ahead: 10 minutes by default. */
  readonly retentionEveryMillis?: number;
  readonly clock?: Clock;
  readonly diagnostics?: Diagnostics;
}

/** Every option with its default in place. */
export interface Settings extends Required<Omit<PostgresStoreOptions, 'ssl'>> {
  readonly ssl: boolean | object | undefined;
}

const MIB = 1024 * 1024;

const RULES: OptionRules<PostgresStoreOptions> = {
  url: { type: 'string', required: true, minLength: 1 },
  schema: { type: 'string', minLength: 1 },
  migrate: { type: 'boolean' },
  ssl: { type: 'object', oneOf: [true, false] },
  synchronousCommit: { type: 'boolean' },
  maxConcurrentAppends: { type: 'integer', min: 1, max: 64 },
  maxAppendRecords: { type: 'integer', min: 1, max: 100_000 },
  maxRecordBytes: { type: 'integer', min: 1024, max: 128 * MIB },
  appendTimeoutMillis: { type: 'number', min: 1 },
  connectTimeoutMillis: { type: 'number', min: 1 },
  maxConcurrentQueries: { type: 'integer', min: 1, max: 64 },
  queryTimeoutMillis: { type: 'number', min: 1 },
  maxScannedRecords: { type: 'integer', min: 1 },
  partitionsAheadDays: { type: 'integer', min: 0, max: 60 },
  partitionsBackDays: { type: 'integer', min: 0, max: 2000 },
  retention: { type: 'object' },
  retentionEveryMillis: { type: 'number', min: 1000 },
  clock: { type: 'object' },
  diagnostics: { type: 'object' },
};

/** PostgreSQL's names end after 63 bytes; the longest made of this one has none behind it. */
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws TailraceError with the codes of options.
 */
export function settingsOf(options: PostgresStoreOptions): Settings {
  checkOptions('openPostgresStore', options, RULES);
  const { schema = 'tailrace', retention = {} } = options;
  checkRetention('openPostgresStore retention', retention);
  checkUrl(options.url);
  if (!SCHEMA_NAME.test(schema) || schema.startsWith('pg_')) {
    throw new TailraceError(
      'TAILRACE_BAD_OPTION',
      `openPostgresStore: 'schema' takes a name of small letters, digits and _, not ${JSON.stringify(schema)}.`,
    );
  }
  return {
    url: options.url,
    schema,
    migrate: options.migrate ?? true,
    ssl: options.ssl,
    synchronousCommit: options.synchronousCommit ?? true,
    maxConcurrentAppends: options.maxConcurrentAppends ?? 2,
    maxAppendRecords: options.maxAppendRecords ?? 5000,
    maxRecordBytes: options.maxRecordBytes ?? 8 * MIB,
    appendTimeoutMillis: options.appendTimeoutMillis ?? 60_000,
    connectTimeoutMillis: options.connectTimeoutMillis ?? 10_000,
    maxConcurrentQueries: options.maxConcurrentQueries ?? 4,
    queryTimeoutMillis: options.queryTimeoutMillis ?? 30_000,
    maxScannedRecords: options.maxScannedRecords ?? 5_000_000,
    partitionsAheadDays: options.partitionsAheadDays ?? 3,
    partitionsBackDays: options.partitionsBackDays ?? 400,
    retention,
    retentionEveryMillis: options.retentionEveryMillis ?? 600_000,
    clock: options.clock ?? systemClock,
    diagnostics: options.diagnostics ?? diagnostics,
  };
}

/** The URL itself stays out of the message, for it may hold a password. */
function checkUrl(url: string): void {
  const isOne = URL.canParse(url) && ['postgres:', 'postgresql:'].includes(new URL(url).protocol);
  const words = "openPostgresStore: 'url' takes postgres://user:password@host:port/database";
  if (!isOne) throw new TailraceError('TAILRACE_BAD_OPTION', `${words}.`);
  try {
    // The driver reads it, and the files that it names, and connects to nothing yet.
    void new Client(url);
  } catch (error) {
    throw new TailraceError('TAILRACE_BAD_OPTION', `${words}; this one cannot be read: ${(error as Error).message}.`);
  }
}
