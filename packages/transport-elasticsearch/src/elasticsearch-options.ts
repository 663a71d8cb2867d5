import { checkOptions, type OptionRules, type RecordSchema, TailraceError } from '@tailrace/core';
import type { OwnOptionRules, SinkTransportOptions } from '@tailrace/delivery';
import { BulkSerializer } from './bulk-serializer.ts';
import {
  checkConnection,
  clientTo,
  CONNECTION_RULES,
  type ElasticsearchConnection,
  type NodeAddress,
} from './connection.ts';
import type { ElasticsearchClient } from './elasticsearch-client.ts';
import type { ElasticsearchLifecycle } from './lifecycle.ts';
import type { TemplateMaker } from './template-plan.ts';

/** Options of `ElasticsearchTransport`; those of all transports come beside them. */
export interface ElasticsearchTransportOptions extends SinkTransportOptions, ElasticsearchConnection {
  /** Address of Elasticsearch; user and password in it are sent as basic authentication. */
  readonly node?: string | URL;
  /** The data stream; `logs-tailrace-default` by default. May have `{service}`, `{kind}`, `{level}` and `{date}` in it. */
  readonly dataStream?: string;
  /** An index instead of a data stream, `shop-{date}` for example. */
  readonly index?: string;
  /** Puts the index template and the lifecycle policy in place; true by default, `template` for the first alone. */
  readonly setup?: boolean | 'template';
  /** When data streams begin a new index and delete old ones. */
  readonly lifecycle?: ElasticsearchLifecycle;
  /** Settings of the index in the template: shards, replicas, codec. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Kinds of record beside Tailrace's own, for templates of their own where `{kind}` is in the name. */
  readonly schemas?: readonly RecordSchema[];
  /** Makes the template's body; by the formatter by default. */
  readonly template?: TemplateMaker;
  /** gzip, off the event loop; false by default. */
  readonly compression?: boolean;
  /** Sends one batch at a time; false by default, since searches sort by time and id. */
  readonly ordered?: boolean;
  /** The largest batch before compression; `http.max_content_length` of the server is 100 MB by default. */
  readonly maxBytes?: number;
}

const OWNER = 'ElasticsearchTransport';
const object = { type: 'object' } as const;
const count = { type: 'integer', min: 1 } as const;

export const RULES: OwnOptionRules = {
  node: { type: 'any' },
  ...CONNECTION_RULES,
  dataStream: { type: 'string', minLength: 1 },
  index: { type: 'string', minLength: 1 },
  setup: { type: 'any', oneOf: [true, false, 'template'] },
  lifecycle: object,
  settings: object,
  schemas: { type: 'array' },
  template: { type: 'function' },
  compression: { type: 'boolean' },
  ordered: { type: 'boolean' },
  maxBytes: count,
};

const LIFECYCLE_RULES: OptionRules<ElasticsearchLifecycle> = {
  rolloverDays: count,
  rolloverBytes: count,
  deleteAfterDays: count,
};
/** Options of what is put in place. */
const FOR_SETUP = ['lifecycle', 'settings', 'schemas', 'template'] as const;

/**
 * Checks what the rules of single options cannot say: which of them contradict each other.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` or `TAILRACE_MISSING_OPTION`.
 */
export function checkTogether(options: ElasticsearchTransportOptions): void {
  const { setup, index, dataStream, lifecycle } = options;
  checkConnection(OWNER, nodeOf(options), options);
  if (index !== undefined && dataStream !== undefined) bad("it takes 'index' or 'dataStream', not both.");
  if (lifecycle !== undefined && index !== undefined) bad("'lifecycle' is for data streams, not for an 'index'.");
  if (setup === false) for (const name of FOR_SETUP) if (options[name] !== undefined) bad(`'${name}' needs 'setup'.`);
  if (setup === 'template' && lifecycle !== undefined) bad("'lifecycle' needs 'setup: true'.");
  if (lifecycle !== undefined) checkOptions(`${OWNER} lifecycle`, lifecycle, LIFECYCLE_RULES);
}

/** Makes the client that the options ask for, where they bring none. */
export function clientOf(options: ElasticsearchTransportOptions): ElasticsearchClient {
  return clientTo(OWNER, nodeOf(options), options, { Serializer: BulkSerializer });
}

function nodeOf({ node }: ElasticsearchTransportOptions): NodeAddress {
  return { option: 'node', value: node };
}

function bad(words: string): never {
  throw new TailraceError('TAILRACE_BAD_OPTION', `${OWNER}: ${words}`);
}
