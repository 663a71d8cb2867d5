import type { Clock, Diagnostics } from '@tailrace/core';
import type { Store } from '@tailrace/store';
import type { AuditTrail } from './access/audit.ts';
import type { QueryTurns } from './api/query-turns.ts';
import type { StoreHealth } from './api/store-health.ts';
import type { InFlight } from './in-flight.ts';
import type { Acceptor } from './ingest/accept.ts';
import type { PendingBytes } from './ingest/pending-bytes.ts';
import type { Links } from './link/links.ts';
import type { ProcessMetrics } from './metrics/process-metrics.ts';
import type { MetricRegistry } from './metrics/registry.ts';
import type { CheckedOptions } from './options.ts';
import type { TailHub } from './tail/tail-hub.ts';

/** What the routes share, made once by `startCollector`. */
export interface Services {
  readonly options: CheckedOptions;
  readonly store: Store;
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly metrics: MetricRegistry;
  readonly process: ProcessMetrics;
  readonly health: StoreHealth;
  readonly acceptor: Acceptor;
  readonly pending: PendingBytes;
  readonly turns: QueryTurns;
  readonly tail: TailHub;
  readonly audit: AuditTrail;
  readonly links: Links;
  readonly inFlight: InFlight;
  /** Aborted when the collector begins to close. */
  readonly closing: AbortSignal;
}
