export { FieldCounter } from './field-counter.ts';
export { type BatchedRecord, LineBatch } from './line-batch.ts';
export { MemoryStore, type MemoryStoreOptions } from './memory-store.ts';
export { type PlanPart, type PlanReading, type PlanStatement, planParts, type QueryPlan } from './query-plan.ts';
export { isRecordLine, type RecordLine, recordLine } from './record-line.ts';
export type * from './store.ts';
export {
  checkRetention,
  DEFAULT_MAX_AGE_MILLIS,
  filterOfRule,
  planRetention,
  type RetentionPlan,
  type RetentionPolicy,
  type RetentionRule,
  type RetentionStep,
  stepAt,
} from './retention-policy.ts';
export { parseRetention } from './retention-words.ts';
