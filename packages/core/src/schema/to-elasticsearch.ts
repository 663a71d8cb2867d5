import { columnsOf } from './columns.ts';
import type { RecordSchema } from './define-record.ts';
import type { Field, Fields } from './field.ts';

export interface ElasticsearchTemplateOptions {
  /** Names of indexes or data streams the template is for, `logs-shop-*` for example. */
  readonly patterns: readonly string[];
  /** True: a data stream, whose time is in `@timestamp`. False by default. */
  readonly dataStream?: boolean;
  /** What the time's field is called; `@timestamp` for data streams, else `timestamp`. */
  readonly timeField?: string;
  /** Wins over templates of lower priority; 200 by default, above Elasticsearch's own. */
  readonly priority?: number;
  /** Settings of the index beside the mappings: shards, replicas, lifecycle. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The body of `PUT _index_template/NAME`, whatever else its mappings say. */
export interface ElasticsearchTemplate<More extends object = object, Meta = { readonly kind: string }> {
  readonly index_patterns: readonly string[];
  readonly priority: number;
  readonly data_stream?: Readonly<Record<string, never>>;
  readonly template: {
    readonly settings: Readonly<Record<string, unknown>>;
    readonly mappings: {
      readonly dynamic: false;
      readonly properties: Readonly<Record<string, Mapping>>;
    } & More;
  };
  readonly _meta: Meta;
}

/** How Elasticsearch keeps one field. */
export interface Mapping {
  readonly [parameter: string]: unknown;
}

/** Longer keywords are stored, not indexed: Lucene refuses terms beyond 32,766 bytes, and so the whole document. */
export const KEYWORD_IGNORE_ABOVE = 8191;
/** Elasticsearch refuses documents whose flattened objects are deeper, 20 by default; records are cut at 32. */
const DEPTH_LIMIT = 40;
const FLATTENED: Mapping = { type: 'flattened', ignore_above: KEYWORD_IGNORE_ABOVE, depth_limit: DEPTH_LIMIT };

/**
 * Makes the Elasticsearch index template of a kind of record.
 *
 * Attributes of `log` are one `flattened` field, so that no application can blow the mapping up; a kind's declared
 * attributes get mappings of their own, and what it does not declare is kept and not indexed.
 *
 * @example
 * client.indices.putIndexTemplate({ name: 'shop', ...toElasticsearchTemplate(logSchema, { patterns: ['shop-*'] }) });
 */
export function toElasticsearchTemplate(
  schema: RecordSchema,
  options: ElasticsearchTemplateOptions,
): ElasticsearchTemplate {
  const { dataStream = false } = options;
  const { wire, own, attributes } = columnsOf(schema);
  const { timestamp, ...others } = wire;
  const timeField = options.timeField ?? (dataStream ? '@timestamp' : 'timestamp');
  const declared = Object.keys(own).length > 0;
  return {
    index_patterns: options.patterns,
    priority: options.priority ?? 200,
    ...(dataStream && { data_stream: {} }),
    template: {
      settings: options.settings ?? {},
      mappings: {
        dynamic: false,
        properties: {
          ...(timestamp !== undefined && { [timeField]: mappingOf(timestamp) }),
          ...mappingsOf(others),
          attributes: declared
            ? { type: 'object', dynamic: false, properties: mappingsOf(own) }
            : mappingOf(attributes),
        },
      },
    },
    _meta: { kind: schema.kind },
  };
}

function mappingsOf(fields: Fields): Record<string, Mapping> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, mappingOf(field)]));
}

function mappingOf(field: Field): Mapping {
  const hidden = field.indexed === false;
  switch (field.type) {
    case 'text':
      return hidden ? { type: 'text', index: false } : { type: 'text', norms: false };
    case 'keyword':
      return hidden
        ? { type: 'keyword', index: false, doc_values: false }
        : { type: 'keyword', ignore_above: KEYWORD_IGNORE_ABOVE };
    case 'integer':
      return { type: 'long', ...(hidden && { index: false }) };
    case 'number':
      return { type: 'double', ...(hidden && { index: false }) };
    case 'boolean':
      return { type: 'boolean' };
    case 'time':
      return { type: 'date' };
    case 'map':
      return hidden ? { type: 'object', enabled: false } : FLATTENED;
    case 'list':
      return mappingOf(field.items);
    case 'object':
      return { type: 'object', dynamic: false, properties: mappingsOf(field.fields) };
    case 'exception':
      return {
        type: 'object',
        dynamic: false,
        properties: {
          name: { type: 'keyword', ignore_above: KEYWORD_IGNORE_ABOVE },
          message: { type: 'text', norms: false },
          code: { type: 'keyword', ignore_above: KEYWORD_IGNORE_ABOVE },
          stack: { type: 'text', index: false },
          cause: { type: 'object', enabled: false },
          errors: { type: 'object', enabled: false },
          attributes: FLATTENED,
        },
      };
    default:
      return { type: 'object', enabled: false };
  }
}
