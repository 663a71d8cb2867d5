import type { ErrorRecord, WireRecord } from '@tailrace/core';

/** The version of the Elastic Common Schema that documents say they follow, and that the tests hold them against. */
export const ECS_VERSION = '9.4.0';

/** How Elasticsearch keeps a field; of a family of types (`text`, `keyword`) the one that every distribution has. */
export type EcsType = 'date' | 'keyword' | 'text' | 'long' | 'integer';

/** One field of the schema, and where a record has it. */
export interface EcsField {
  /** Its name in the schema; described at https://www.elastic.co/docs/reference/ecs/ecs-field-reference. */
  readonly name: string;
  readonly type: EcsType;
  /** Written with its dots, as readers of ECS logs expect it at the top; the others are nested objects. */
  readonly dotted?: true;
  /** Kept and never searched for. */
  readonly hidden?: true;
  /** The only kind of record that has it. */
  readonly kind?: string;
  /** What the record has for it; `undefined` or anything of another type leaves it out. */
  readonly read: (wire: WireRecord) => unknown;
}

/** Every field of the Elastic Common Schema that is written, in the order of the document. */
export const ECS_FIELDS: readonly EcsField[] = [
  { name: '@timestamp', type: 'date', read: (wire) => wire.timestamp },
  { name: 'log.level', type: 'keyword', dotted: true, read: (wire) => wire.level },
  { name: 'message', type: 'text', read: (wire) => wire.message },
  { name: 'ecs.version', type: 'keyword', dotted: true, read: () => ECS_VERSION },
  { name: 'event.kind', type: 'keyword', read: () => 'event' },
  { name: 'event.id', type: 'keyword', read: (wire) => wire.id },
  { name: 'event.severity', type: 'long', read: (wire) => wire.severity },
  { name: 'event.dataset', type: 'keyword', read: datasetOf },
  { name: 'log.logger', type: 'keyword', read: (wire) => wire.logger },
  { name: 'log.origin.file.name', type: 'keyword', read: (wire) => wire.module },
  { name: 'log.origin.file.line', type: 'long', read: (wire) => wire.line },
  { name: 'log.origin.function', type: 'keyword', read: (wire) => wire.function },
  { name: 'service.name', type: 'keyword', read: (wire) => wire.service },
  { name: 'host.name', type: 'keyword', read: (wire) => wire.host },
  { name: 'host.hostname', type: 'keyword', read: (wire) => wire.host },
  { name: 'process.pid', type: 'long', read: (wire) => wire.process },
  { name: 'process.thread.id', type: 'long', read: (wire) => wire.thread },
  { name: 'trace.id', type: 'keyword', read: (wire) => wire.trace_id },
  { name: 'span.id', type: 'keyword', read: (wire) => wire.span_id },
  { name: 'error.type', type: 'keyword', read: (wire) => wire.exception?.name },
  { name: 'error.message', type: 'text', read: (wire) => wire.exception?.message },
  { name: 'error.code', type: 'keyword', read: (wire) => wire.exception?.code },
  { name: 'error.stack_trace', type: 'keyword', hidden: true, read: (wire) => stackOf(wire.exception) },

  { name: 'event.action', type: 'keyword', kind: 'audit', read: attribute('action') },
  { name: 'event.outcome', type: 'keyword', kind: 'audit', read: outcomeOf },
  { name: 'event.reason', type: 'keyword', kind: 'audit', read: attribute('reason') },
  { name: 'client.address', type: 'keyword', kind: 'audit', read: attribute('client_address') },
  { name: 'user_agent.original', type: 'keyword', kind: 'audit', read: attribute('user_agent') },

  { name: 'event.action', type: 'keyword', kind: 'event', read: attribute('event_type') },
  { name: 'user.id', type: 'keyword', kind: 'event', read: attribute('user_id') },
  { name: 'user.roles', type: 'keyword', kind: 'event', read: attribute('user_roles') },

  { name: 'gen_ai.system', type: 'keyword', kind: 'llm.call', read: attribute('provider') },
  { name: 'gen_ai.request.model', type: 'keyword', kind: 'llm.call', read: attribute('model') },
  { name: 'gen_ai.response.model', type: 'keyword', kind: 'llm.call', read: attribute('response_model') },
  { name: 'gen_ai.usage.input_tokens', type: 'integer', kind: 'llm.call', read: attribute('input_tokens') },
  { name: 'gen_ai.usage.output_tokens', type: 'integer', kind: 'llm.call', read: attribute('output_tokens') },
];

/** Whether a value can be kept as a field of that type. */
export function isOfType(value: unknown, type: EcsType): boolean {
  if (type === 'long') return Number.isSafeInteger(value);
  if (type === 'integer') return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
  if (type === 'keyword' && Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return typeof value === 'string';
}

function attribute(name: string): EcsField['read'] {
  return ({ attributes }) =>
    attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** Which of a service's records they are: `shop.log`, `shop.audit`. */
function datasetOf({ service, kind = 'log' }: WireRecord): string {
  return service === undefined || service === '' ? kind : `${service}.${kind}`;
}

/** The schema knows success and failure; what was denied failed. */
function outcomeOf(wire: WireRecord): string | undefined {
  const outcome = attribute('outcome')(wire);
  if (outcome === 'success') return 'success';
  return outcome === 'failure' || outcome === 'denied' ? 'failure' : undefined;
}

/** The stack, and those of the causes below it. */
function stackOf(exception: WireRecord['exception']): string | undefined {
  if (exception?.stack === undefined && exception?.cause === undefined) return undefined;
  const parts: string[] = [];
  let error: ErrorRecord | undefined = exception;
  while (typeof error === 'object') {
    parts.push(error.stack ?? `${error.name}: ${error.message}`);
    error = error.cause;
  }
  return parts.join('\nCaused by: ');
}
