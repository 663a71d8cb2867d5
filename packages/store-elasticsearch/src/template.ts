import { logSchema, toElasticsearchTemplate } from '@tailrace/core';
import type { TemplatePlan } from '@tailrace/transport-elasticsearch';

/** Above the template of the transport, which may write into the same data stream. */
const PRIORITY = 250;
const NOT_INDEXED = { type: 'object', enabled: false } as const;

const GROUP = { type: 'keyword', index: false } as const;
const NUMBER = { type: 'double', index: false } as const;

/** Findings of a document: indexed and not kept, but for a record that is kept as text. */
function findings(columns: readonly string[]): object {
  return {
    type: 'object',
    dynamic: false,
    properties: {
      whole: { type: 'boolean', doc_values: false },
      weight: { type: 'double', index: false },
      text: { type: 'text', analyzer: 'whitespace', norms: false, index_options: 'docs' },
      keys: { type: 'keyword', doc_values: false },
      groups: { type: 'object', dynamic: true, properties: Object.fromEntries(columns.map((name) => [name, GROUP])) },
      numbers: { type: 'object', dynamic: true, properties: Object.fromEntries(columns.map((name) => [name, NUMBER])) },
      record: { type: 'keyword', index: false, doc_values: false },
    },
  };
}

/** Columns are told beforehand, since each that is not costs a change of the cluster's state; these are for the rest. */
const DYNAMIC = [
  { tailrace_groups: { path_match: 'tailrace.groups.*', mapping: GROUP } },
  { tailrace_numbers: { path_match: 'tailrace.numbers.*', mapping: NUMBER } },
] as const;

/** What an existing data stream is taught, so that what comes from now on is found by index. */
export function addedMapping(columns: readonly string[]): object {
  return { dynamic_templates: DYNAMIC, properties: { tailrace: findings(columns) } };
}

/** Plans the index template of a data stream: core's declared fields, and what records are found by. */
export function storeTemplate(
  dataStream: string,
  settings: Readonly<Record<string, unknown>>,
  columns: readonly string[],
): TemplatePlan {
  const base = toElasticsearchTemplate(logSchema, {
    patterns: [dataStream],
    dataStream: true,
    priority: PRIORITY,
    // Other modes keep documents otherwise than they were sent.
    settings: { 'index.mode': 'standard', ...settings },
  });
  const { properties } = base.template.mappings;
  return {
    name: `tailrace-store-${dataStream}`,
    body: {
      ...base,
      template: {
        ...base.template,
        mappings: {
          ...base.template.mappings,
          dynamic_templates: DYNAMIC,
          properties: {
            ...properties,
            // Searched in tailrace.text.
            message: { type: 'text', index: false },
            // Anything may be in these: names and types that contradict each other.
            exception: NOT_INDEXED,
            attributes: NOT_INDEXED,
            tailrace: findings(columns),
          },
        },
      },
    } as TemplatePlan['body'],
  };
}
