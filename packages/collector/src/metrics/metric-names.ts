/** How one metric is described; `label` is the one dimension it is split by. */
export interface MetricDescription {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly label?: string;
}

/** Every metric of the collector, in the order in which `/metrics` shows them; `docs/metrics.md` has the same table. */
export const METRICS = {
  tailrace_ingest_requests_total: {
    type: 'counter',
    help: 'Requests and batches to write records, by status.',
    label: 'status',
  },
  tailrace_ingest_bytes_total: { type: 'counter', help: 'Bytes of request bodies and batches, after decompression.' },
  tailrace_ingest_records_total: { type: 'counter', help: 'Records that were accepted.' },
  tailrace_ingest_duplicates_total: { type: 'counter', help: 'Records that the store had already.' },
  tailrace_ingest_rejected_total: { type: 'counter', help: 'Records that were refused, by code.', label: 'code' },
  tailrace_ingest_dropped_total: {
    type: 'counter',
    help: 'Accepted records that the filter dropped, by reason.',
    label: 'reason',
  },
  tailrace_ingest_lost_total: {
    type: 'counter',
    help: 'Records that the store did not take and nobody sends again: held back by the filter, or without acknowledgement.',
  },
  tailrace_ingest_pending_bytes: { type: 'gauge', help: 'Bytes of request bodies and batches in hand now.' },
  tailrace_link_connections: {
    type: 'gauge',
    help: 'WebSocket and TCP connections now, by protocol.',
    label: 'protocol',
  },
  tailrace_link_connections_total: {
    type: 'counter',
    help: 'WebSocket and TCP connections that were let in, by protocol.',
    label: 'protocol',
  },
  tailrace_link_batches_total: { type: 'counter', help: 'Batches over connections, by protocol.', label: 'protocol' },
  tailrace_link_bytes_total: {
    type: 'counter',
    help: 'Bytes of batches over connections as sent, by protocol.',
    label: 'protocol',
  },
  tailrace_link_refused_total: {
    type: 'counter',
    help: 'Batches over connections of which nothing was kept, by protocol.',
    label: 'protocol',
  },
  tailrace_plain_skipped_total: {
    type: 'counter',
    help: 'Lines and frames of plain TCP connections that were skipped, by reason.',
    label: 'reason',
  },
  tailrace_query_duration_seconds: {
    type: 'histogram',
    help: 'Time a question took until its last byte was ready, by route.',
    label: 'route',
  },
  tailrace_queries_under_way: { type: 'gauge', help: 'Questions under way now.' },
  tailrace_query_failures_total: { type: 'counter', help: 'Questions that failed, by code.', label: 'code' },
  tailrace_tail_clients: { type: 'gauge', help: 'Readers of the live tail now.' },
  tailrace_tail_records_total: { type: 'counter', help: 'Records sent to readers of the live tail.' },
  tailrace_tail_missed_total: { type: 'counter', help: 'Records that readers of the live tail were too slow for.' },
  tailrace_access_denied_total: {
    type: 'counter',
    help: 'Requests that were refused entry, by reason.',
    label: 'reason',
  },
  tailrace_store_up: { type: 'gauge', help: '1 where the store answers and takes records, 0 where it does not.' },
  tailrace_store_records: { type: 'gauge', help: 'Records in the store.' },
  tailrace_store_bytes: { type: 'gauge', help: 'Bytes the store takes on disk.' },
  tailrace_store_segments: { type: 'gauge', help: 'Segments of the store.' },
  tailrace_store_damaged_files: { type: 'gauge', help: 'Files of the store that were found damaged.' },
  tailrace_store_waiting_records: {
    type: 'gauge',
    help: 'Records that are kept on disk until the store behind is back.',
  },
  tailrace_store_waiting_bytes: { type: 'gauge', help: 'Bytes on disk of records that wait for the store behind.' },
  tailrace_event_loop_lag_seconds: {
    type: 'gauge',
    help: 'Delay of the event loop since the last scrape, by quantile.',
    label: 'quantile',
  },
  process_cpu_seconds_total: { type: 'counter', help: 'Processor time of the process, user and system.' },
  process_resident_memory_bytes: { type: 'gauge', help: 'Resident memory of the process.' },
  process_heap_bytes: { type: 'gauge', help: 'JavaScript heap in use.' },
  process_start_time_seconds: { type: 'gauge', help: 'Start of the process, seconds since the epoch.' },
} as const satisfies Record<string, MetricDescription>;

/** The name of a metric. */
export type MetricName = keyof typeof METRICS;
