export * from './diagnostics/diagnostics.ts';
export * from './diagnostics/drop-reason.ts';
export * from './diagnostics/errors.ts';
export type * from './filter/filter.ts';
export type * from './formatter/formatter.ts';
export { currentContext, enterContext, runInContext, bind, type Context } from './context/context.ts';
export * from './context/context-message.ts';
export * from './context/correlation.ts';
export * from './context/propagate-traces.ts';
export * from './context/timed.ts';
export {
  type IncomingHeaders,
  incomingTrace,
  newSpan,
  newTrace,
  runInTrace,
  type TraceContext,
  traceHeaders,
  withIncomingTrace,
} from './context/trace.ts';
export * from './context/trace-id.ts';
export * from './context/traceparent.ts';
export * from './context/tracestate.ts';
export * from './formatter/safe-json.ts';
export * from './process/default-diagnostics.ts';
export * from './process/registry.ts';
export { createRecord, type RecordDefaults, type RecordInput } from './record/create-record.ts';
export { type ErrorRecord, isError, MAX_AGGREGATED, MAX_CAUSES, toErrorRecord } from './record/error-record.ts';
export * from './record/from-winston.ts';
export * from './wire/iso-time.ts';
export * from './wire/time-of.ts';
export * from './record/identity.ts';
export type * from './record/log-record.ts';
export * from './record/severity.ts';
export * from './wire/decode.ts';
export * from './wire/encode.ts';
export { toWire } from './wire/to-wire.ts';
export type * from './wire/ingest-answer.ts';
export type * from './wire/wire-record.ts';
export * from './options/check-options.ts';
export * from './options/nearest-name.ts';
export * from './process/clock.ts';
export type { FieldProblem } from './schema/compile-check.ts';
export * from './schema/define-record.ts';
export type * from './schema/field.ts';
export * from './schema/audit.ts';
export * from './schema/event.ts';
export * from './schema/llm-call.ts';
export * from './schema/log.ts';
export * from './schema/schemas.ts';
export * from './schema/to-elasticsearch.ts';
export * from './schema/to-json-schema.ts';
export * from './schema/to-markdown.ts';
export * from './schema/to-sql.ts';
export * from './wire/wire-fields.ts';
export { chain, createChain, type ChainOptions } from './filter/chain.ts';
export * from './formatter/winston-formatter.ts';
