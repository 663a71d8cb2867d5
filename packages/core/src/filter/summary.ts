import { newRecordId } from '../record/identity.ts';
import type { LogRecord } from '../record/log-record.ts';

/** Marks a record that stands for many; enumerable, so that copies keep it, and a symbol, so that no output has it. */
const SUMMARY = Symbol.for('tailrace.summary');

interface Marked extends LogRecord {
  readonly [SUMMARY]?: true;
}

/** True for a record that a filter step made to stand for those it dropped. */
export function isSummary(record: LogRecord): boolean {
  return (record as Marked)[SUMMARY] === true;
}

/** Marks a record as one that stands for many. */
export function asSummary(record: LogRecord): LogRecord {
  return { ...record, [SUMMARY]: true } as Marked;
}

/** What a summary says. */
export interface SummaryContent {
  readonly message: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The sum of the weights of the records that it stands for. */
  readonly weight: number;
}

/**
 * Makes the record that stands for dropped ones: their weight, the time, level and origin of the last of them, and an
 * id of its own.
 */
export function summaryOf(last: LogRecord, content: SummaryContent): LogRecord {
  const summary: { -readonly [K in keyof Marked]: Marked[K] } = {
    id: newRecordId(last.timestamp),
    timestamp: last.timestamp,
    level: last.level,
    severity: last.severity,
    message: content.message,
    attributes: content.attributes,
    sampleRate: content.weight,
    [SUMMARY]: true,
  };
  if (last.logger !== undefined) summary.logger = last.logger;
  if (last.service !== undefined) summary.service = last.service;
  if (last.host !== undefined) summary.host = last.host;
  if (last.process !== undefined) summary.process = last.process;
  if (last.thread !== undefined) summary.thread = last.thread;
  return summary;
}

/** How many records a record stands for. */
export function weightOf(record: LogRecord): number {
  const weight = record.sampleRate;
  return weight !== undefined && weight > 1 ? weight : 1;
}
