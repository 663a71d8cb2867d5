import type { Services } from './services.ts';

/** What a collector has counted since its start. */
export interface CollectorCounts {
  readonly requests: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Accepted records that the filter dropped. */
  readonly dropped: number;
  /** Records that the filter held back and the store then did not take. */
  readonly lost: number;
  readonly tailClients: number;
  /** Requests that were refused entry. */
  readonly denied: number;
}

/** Reads the counts of this moment. */
export function countsOf({ metrics, tail, acceptor }: Services): CollectorCounts {
  acceptor.collect();
  return {
    requests: metrics.read('tailrace_ingest_requests_total'),
    accepted: metrics.read('tailrace_ingest_records_total'),
    duplicates: metrics.read('tailrace_ingest_duplicates_total'),
    rejected: metrics.read('tailrace_ingest_rejected_total'),
    dropped: metrics.read('tailrace_ingest_dropped_total'),
    lost: metrics.read('tailrace_ingest_lost_total'),
    tailClients: tail.size,
    denied: metrics.read('tailrace_access_denied_total'),
  };
}
