import {
  checkOptions,
  type ElasticsearchTemplate,
  type ElasticsearchTemplateOptions,
  KEYWORD_IGNORE_ABOVE,
  type Mapping,
} from '@tailrace/core';
import { DEFAULT_NAMESPACE } from './ecs-document.ts';
import { ECS_FIELDS, ECS_VERSION, type EcsField } from './ecs-fields.ts';
import { checkNamespace } from './namespace.ts';

/** Options of {@link ecsTemplate}. */
export interface EcsTemplateOptions extends ElasticsearchTemplateOptions {
  /** As `ecsFormat` was given it; `tailrace` by default. */
  readonly namespace?: string;
}

/** The body of `PUT _index_template/NAME`. */
export type EcsTemplate = ElasticsearchTemplate<
  { readonly dynamic_templates: readonly Readonly<Record<string, unknown>>[] },
  { readonly ecs_version: string }
>;

/**
 * Makes the Elasticsearch index template for documents of `ecsFormat`.
 *
 * Labels are one `flattened` field; numbers and booleans of the namespace are mapped as they come, as far as the
 * index's limit of fields goes. What is not declared is kept and not indexed.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * client.indices.putIndexTemplate({ name: 'shop', ...ecsTemplate({ patterns: ['logs-shop-*'], dataStream: true }) });
 */
export function ecsTemplate(options: EcsTemplateOptions): EcsTemplate {
  checkOptions('ecsTemplate', options, {
    patterns: { type: 'array', required: true },
    dataStream: { type: 'boolean' },
    timeField: { type: 'string', oneOf: ['@timestamp'] },
    priority: { type: 'integer', min: 0 },
    settings: { type: 'object' },
    namespace: { type: 'string' },
  });
  const { namespace = DEFAULT_NAMESPACE, dataStream = false } = options;
  checkNamespace('ecsTemplate', namespace);
  return {
    index_patterns: options.patterns,
    priority: options.priority ?? 200,
    ...(dataStream && { data_stream: {} }),
    template: {
      settings: { 'index.mapping.total_fields.ignore_dynamic_beyond_limit': true, ...options.settings },
      mappings: {
        dynamic: false,
        dynamic_templates: [
          { numbers: { path_match: `${namespace}.numbers.*`, mapping: { type: 'double' } } },
          { booleans: { path_match: `${namespace}.booleans.*`, mapping: { type: 'boolean' } } },
        ],
        properties: { ...fieldMappings(), labels: flattened(), [namespace]: extraMappings() },
      },
    },
    _meta: { ecs_version: ECS_VERSION },
  };
}

function fieldMappings(): Record<string, Mapping> {
  const root: Record<string, Mapping> = {};
  for (const field of ECS_FIELDS) {
    const steps = field.name.split('.');
    let at: Record<string, Mapping> = root;
    for (const step of steps.slice(0, -1)) {
      at[step] ??= { type: 'object', dynamic: false, properties: {} };
      at = at[step]['properties'] as Record<string, Mapping>;
    }
    at[steps.at(-1) as string] = mappingOf(field);
  }
  return root;
}

function mappingOf({ type, hidden }: EcsField): Mapping {
  if (type === 'keyword') {
    return hidden === true ? { type, index: false, doc_values: false } : { type, ignore_above: KEYWORD_IGNORE_ABOVE };
  }
  return type === 'text' ? { type, norms: false } : { type };
}

function extraMappings(): Mapping {
  return {
    type: 'object',
    dynamic: false,
    properties: {
      kind: { type: 'keyword', ignore_above: KEYWORD_IGNORE_ABOVE },
      sample_rate: { type: 'double' },
      trace_flags: { type: 'long' },
      numbers: { type: 'object', dynamic: true },
      booleans: { type: 'object', dynamic: true },
      attributes_json: { type: 'keyword', index: false, doc_values: false },
      error_json: { type: 'keyword', index: false, doc_values: false },
    },
  };
}

function flattened(): Mapping {
  return { type: 'flattened', ignore_above: KEYWORD_IGNORE_ABOVE };
}
