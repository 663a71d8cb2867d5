import type { WireRecord } from '@tailrace/core';
import type { QueryProblem } from '@tailrace/query';
import type { QueryPlan, StoreStats as Held, WaitingRecords } from '@tailrace/store';

export type { Answer, Cell, Column, QueryProblem, TableAnswer } from '@tailrace/query';
export type { FieldSummary, PlanReading, QueryPlan } from '@tailrace/store';
export type { WireRecord };

/** One bar of the histogram; counts by severity text, weights counted. */
export interface Bucket {
  /** ISO time of its start. */
  readonly time: string;
  readonly counts: Readonly<Partial<Record<Severity, number>>>;
  readonly total: number;
}

export interface Histogram {
  readonly from: string;
  readonly to: string;
  readonly intervalMillis: number;
  readonly buckets: readonly Bucket[];
}

export interface CompletionItem {
  readonly insert: string;
  readonly label: string;
  readonly kind: string;
  readonly detail?: string;
  readonly from: number;
  readonly to: number;
}

/** What a query means, and how the store would answer it. */
export interface Explanation {
  readonly understood: string;
  readonly words: string;
  readonly notes: readonly string[];
  readonly problem?: QueryProblem;
  readonly plan?: QueryPlan;
  readonly refused?: { readonly code: string; readonly message: string };
}

export interface StoreStats extends Held {
  /** What is kept for a store that is away, and found by no question yet. */
  readonly waiting?: WaitingRecords;
}

export interface Session {
  readonly required: boolean;
  readonly role: 'read' | 'admin' | 'ingest' | null;
}

export const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** OpenTelemetry's short text for a severity number. */
export function severityText(severity: number): Severity {
  return SEVERITIES[Math.min(5, Math.max(0, Math.floor((severity - 1) / 4)))] ?? 'INFO';
}
