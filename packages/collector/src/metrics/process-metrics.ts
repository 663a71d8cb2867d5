import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { MetricRegistry } from './registry.ts';

const NANOS_PER_SECOND = 1e9;

/** Reads what this process uses: processor, memory, and how late its event loop is [E6]. */
export class ProcessMetrics {
  readonly #lag: IntervalHistogram = monitorEventLoopDelay({ resolution: 20 });

  start(): void {
    this.#lag.enable();
  }

  stop(): void {
    this.#lag.disable();
  }

  /** Puts the numbers of this moment into the registry. */
  collect(registry: MetricRegistry): void {
    const { user, system } = process.cpuUsage();
    const memory = process.memoryUsage();
    registry.set('process_cpu_seconds_total', (user + system) / 1e6);
    registry.set('process_resident_memory_bytes', memory.rss);
    registry.set('process_heap_bytes', memory.heapUsed);
    registry.set('process_start_time_seconds', Math.round(performance.timeOrigin / 1000));
    const empty = this.#lag.count === 0;
    for (const quantile of [0.5, 0.99, 1]) {
      const nanos = empty ? 0 : this.#lag.percentile(quantile * 100);
      registry.set('tailrace_event_loop_lag_seconds', nanos / NANOS_PER_SECOND, String(quantile));
    }
    this.#lag.reset();
  }
}
