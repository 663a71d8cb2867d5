import type { RouteMount } from '../routes.ts';
import type { Services } from '../services.ts';

/** `GET /metrics`: everything the collector counts, in the Prometheus text format. */
export const mountMetrics: RouteMount = (route, services) => {
  route('GET /metrics', async (_request, reply) => {
    await collect(services);
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(services.metrics.render());
  });
};

/** Brings the numbers up to date that are kept elsewhere. */
async function collect({ metrics, process, store, tail, pending, turns, acceptor, health }: Services): Promise<void> {
  process.collect(metrics);
  acceptor.collect();
  metrics.set('tailrace_tail_clients', tail.size);
  metrics.set('tailrace_ingest_pending_bytes', pending.held);
  metrics.set('tailrace_queries_under_way', turns.size);
  const waiting = store.waiting?.();
  metrics.set('tailrace_store_waiting_records', waiting?.records ?? 0);
  metrics.set('tailrace_store_waiting_bytes', waiting?.bytes ?? 0);
  try {
    const stats = await store.stats();
    metrics.set('tailrace_store_records', stats.records);
    metrics.set('tailrace_store_bytes', stats.bytes);
    metrics.set('tailrace_store_segments', stats.segments);
    metrics.set('tailrace_store_damaged_files', stats.damaged.length);
    metrics.set('tailrace_store_up', health.failure === undefined ? 1 : 0);
  } catch {
    // A store that cannot answer is one of the things that metrics are there to show.
    metrics.set('tailrace_store_up', 0);
  }
}
