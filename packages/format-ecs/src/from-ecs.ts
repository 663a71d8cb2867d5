import { type Decoded, fromWire } from '@tailrace/core';
import { DEFAULT_NAMESPACE, type EcsExtras } from './ecs-document.ts';
import { type FlatAttributes, unflattenAttributes } from './flat-attributes.ts';

type Nested = Readonly<Record<string, unknown>>;

/** Where fields of the wire are found in a document. */
const SOURCES: Readonly<Record<string, string>> = {
  id: 'event.id',
  timestamp: '@timestamp',
  level: 'log.level',
  severity: 'event.severity',
  message: 'message',
  logger: 'log.logger',
  service: 'service.name',
  host: 'host.name',
  process: 'process.pid',
  thread: 'process.thread.id',
  trace_id: 'trace.id',
  span_id: 'span.id',
  module: 'log.origin.file.name',
  function: 'log.origin.function',
  line: 'log.origin.file.line',
};

/**
 * Reads back a document that `ecsFormat` made: as JSON text, parsed, or as `_source` of a hit of Elasticsearch.
 *
 * Fields that other programs add are not looked at.
 *
 * @param namespace - The one that it was written with; `tailrace` by default.
 */
export function fromEcs(document: unknown, namespace: string = DEFAULT_NAMESPACE): Decoded {
  const source = typeof document === 'string' ? parsed(document) : document;
  if (typeof document === 'string' && source === undefined) {
    return { ok: false, code: 'not_json', message: 'The document is not JSON.' };
  }
  if (typeof source !== 'object' || source === null || Array.isArray(source)) {
    return { ok: false, code: 'not_object', message: 'A document is a JSON object.' };
  }
  const wire: Record<string, unknown> = {};
  for (const [field, name] of Object.entries(SOURCES)) wire[field] = valueOf(source as Nested, name);
  const extras = objectOf((source as Nested)[namespace]) as EcsExtras;
  for (const field of ['kind', 'sample_rate', 'trace_flags'] as const) wire[field] = extras[field];
  wire['exception'] = exceptionOf(source as Nested, extras);
  wire['attributes'] = attributesOf(source as Nested, extras);
  return fromWire(wire);
}

function exceptionOf(source: Nested, { error_json: json }: EcsExtras): unknown {
  if (json !== undefined) return parsed(json);
  const name = valueOf(source, 'error.type');
  if (name === undefined) return undefined;
  const [message, code, stack] = ['message', 'code', 'stack_trace'].map((part) => valueOf(source, `error.${part}`));
  return { name, message: message ?? '', ...(code !== undefined && { code }), ...(stack !== undefined && { stack }) };
}

function attributesOf(source: Nested, { numbers, booleans, attributes_json: json }: EcsExtras): unknown {
  const labels = source['labels'];
  if (labels === undefined && numbers === undefined && booleans === undefined && json === undefined) return undefined;
  return unflattenAttributes({
    labels: objectOf(labels) as FlatAttributes['labels'],
    numbers: objectOf(numbers) as FlatAttributes['numbers'],
    booleans: objectOf(booleans) as FlatAttributes['booleans'],
    inexact: objectOf(json === undefined ? undefined : parsed(json)),
  });
}

/** The value of a field, whether it is written with dots or as nested objects. */
function valueOf(source: Nested, name: string): unknown {
  if (Object.hasOwn(source, name)) return source[name];
  let value: unknown = source;
  for (const step of name.split('.')) value = Object.hasOwn(objectOf(value), step) ? objectOf(value)[step] : undefined;
  return value;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parsed(json: unknown): unknown {
  try {
    return JSON.parse(String(json)) as unknown;
  } catch {
    return undefined;
  }
}
