export * from './diagnostics/diagnostics.ts';
export * from './diagnostics/drop-reason.ts';
export * from './diagnostics/errors.ts';
export * from './diagnostics/to-stderr.ts';
export * from './filter/as-winston-format.ts';
export * from './filter/budget.ts';
export * from './filter/by-logger-name.ts';
export { type ChainOptions, chain, createChain } from './filter/chain.ts';
export * from './filter/changed-info.ts';
export { all } from './filter/combinators/all.ts';
export * from './filter/combinators/any.ts';
export * from './filter/combinators/dry-run.ts';
export * from './filter/combinators/not.ts';
export { type PerKeyOptions, perKey } from './filter/combinators/per-key.ts';
export * from './filter/combinators/when.ts';
export { type DedupeOptions, dedupe } from './filter/dedupe.ts';
export type * from './filter/filter.ts';
export { hashText } from './filter/hash-text.ts';
export { type HoldBackOptions, holdBack } from './filter/hold-back.ts';
export type { KeySource } from './filter/key-of.ts';
export * from './filter/level.ts';
export { type RateLimitOptions, rateLimit } from './filter/rate-limit.ts';
export type { Answer, RedactionCause } from './filter/redact/answers.ts';
export * from './filter/redact/detector-name.ts';
export * from './filter/redact/redact.ts';
export { USUAL_SECRET_NAMES } from './filter/redact/secret-names.ts';
export type { RedactPattern } from './filter/redact/text-redactor.ts';
export { type SampleOptions, sample, type ShareByLevel } from './filter/sample.ts';
export { isAudit, type SpareOptions } from './filter/spared.ts';
export { isFilterChain } from './filter/step-of.ts';
export { isSummary } from './filter/summary.ts';
export { THRESHOLD_ATTRIBUTE } from './filter/thin.ts';
export { WITHHELD_MESSAGE } from './filter/withheld.ts';
export type * from './formatter/formatter.ts';
export { activeContext, bind, currentContext, enterContext, runInContext } from './context/context.ts';
export type { Context } from './context/context-fields.ts';
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
export * from './formatter/inert-text.ts';
export * from './formatter/info-writer.ts';
export { inertJson } from './formatter/json-text.ts';
export { numberText } from './formatter/number-text.ts';
export * from './formatter/safe-json.ts';
export * from './process/default-diagnostics.ts';
export * from './process/registry.ts';
export * from './record/copy-info.ts';
export { createRecord, type RecordDefaults, type RecordInput } from './record/create-record.ts';
export { type ErrorRecord, isError, MAX_AGGREGATED, MAX_CAUSES, toErrorRecord } from './record/error-record.ts';
export { fromWinston, type WinstonInfo } from './record/from-winston.ts';
export { keepRecord, recordOfInfo } from './record/info-records.ts';
export * from './wire/iso-time.ts';
export * from './wire/time-of.ts';
export { IdentitySource, newRecordId } from './record/identity.ts';
export * from './record/levels.ts';
export type * from './record/log-record.ts';
export * from './record/severity.ts';
export * from './wire/decode.ts';
export { encodeRecord, encodeRecordSafely } from './wire/encode.ts';
export { encodeInfo, type WrittenInfo } from './wire/encode-info.ts';
export { toPlainWire } from './wire/to-plain-wire.ts';
export { toWire } from './wire/to-wire.ts';
export type * from './wire/ingest-answer.ts';
export * from './wire/link.ts';
export type * from './wire/tail-link.ts';
export type * from './wire/wire-record.ts';
export * from './options/check-options.ts';
export * from './options/nearest-name.ts';
export * from './process/clock.ts';
export { setOwn } from './record/own-property.ts';
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
export * from './formatter/winston-formatter.ts';
export { knownSeverity } from './filter/known-severity.ts';
