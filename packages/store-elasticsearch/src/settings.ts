import { type Clock, type Diagnostics, diagnostics, systemClock } from '@tailrace/core';
import { planRetention, type RetentionPlan } from '@tailrace/store';
import type { ElasticsearchStoreOptions } from './options.ts';

/** Every option with its default in place, but for those that make the client. */
export interface Settings {
  readonly dataStream: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly rolloverDays: number;
  readonly rolloverBytes: number;
  readonly retention: RetentionPlan;
  readonly retentionEveryMillis: number;
  readonly maxColumns: number;
  readonly maxRecordBytes: number;
  readonly maxBulkBytes: number;
  readonly busyMillis: number;
  readonly requestTimeoutMillis: number;
  readonly queryTimeoutMillis: number;
  readonly maxRecordsRead: number;
  readonly maxFieldRecords: number;
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
}

const MIB = 1024 * 1024;

/** Fills in the defaults. */
export function settingsOf(options: ElasticsearchStoreOptions): Settings {
  const { rollover, retention } = options;
  return {
    dataStream: options.dataStream ?? 'logs-tailrace-default',
    settings: options.settings ?? {},
    rolloverDays: rollover?.rolloverDays ?? 1,
    rolloverBytes: rollover?.rolloverBytes ?? 50 * 1024 * MIB,
    retention: planRetention(retention ?? {}),
    retentionEveryMillis: options.retentionEveryMillis ?? 600_000,
    maxColumns: options.maxColumns ?? 64,
    maxRecordBytes: options.maxRecordBytes ?? 8 * MIB,
    maxBulkBytes: options.maxBulkBytes ?? 2 * MIB,
    busyMillis: options.busyMillis ?? 10_000,
    requestTimeoutMillis: options.requestTimeoutMillis ?? 30_000,
    queryTimeoutMillis: options.queryTimeoutMillis ?? 30_000,
    maxRecordsRead: options.maxRecordsRead ?? 5_000_000,
    maxFieldRecords: options.maxFieldRecords ?? 100_000,
    clock: options.clock ?? systemClock,
    diagnostics: options.diagnostics ?? diagnostics,
  };
}
