import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METRICS, type MetricDescription } from '../src/metrics/metric-names.ts';
import { MetricRegistry } from '../src/metrics/registry.ts';
import { start } from './fixtures/harness.ts';

const entries = Object.entries<MetricDescription>(METRICS);

describe('metrics', () => {
  it('are those that the docs name, with the same words', async () => {
    const docs = await readFile(join(__dirname, '../../../docs/metrics.md'), 'utf8');
    const rows = [...docs.matchAll(/^\| `([a-z_]+)` +\| (\w+) +\| (?:`(\w+)`)? *\| (.*?) *\|$/gm)];
    const documented = rows.map(([, name, type, label, help]) => ({ name, type, label, help }));
    expect(documented).toEqual(entries.map(([name, { type, label, help }]) => ({ name, type, label, help })));
  });

  it('are all written, each with its kind and its help, also before anything happened', async () => {
    const { get } = await start();
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await response.text();
    for (const [name, { type, help }] of entries) {
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
    }
    expect(text.endsWith('\n')).toBe(true);
    const sample = /^[a-z_]+(\{[a-z_]+="[^"\n]*"(,le="[^"]+")?\})? -?[0-9.e+-]+$/;
    for (const line of text.trimEnd().split('\n')) if (!line.startsWith('#')) expect(line).toMatch(sample);
  });

  it('count what is written, refused and asked', async () => {
    const { get, post } = await start();
    await post('{"message":"a"}\n{bad\n');
    await post('{}', { 'content-type': 'text/plain' });
    await get('/v1/query');
    await get('/v1/records/none');
    const text = await (await get('/metrics')).text();
    expect(text).toContain('tailrace_ingest_requests_total{status="200"} 1');
    expect(text).toContain('tailrace_ingest_requests_total{status="415"} 1');
    expect(text).toContain('tailrace_ingest_records_total 1\n');
    expect(text).toContain('tailrace_ingest_bytes_total 21\n');
    expect(text).toContain('tailrace_ingest_rejected_total{code="not_json"} 1');
    expect(text).toContain('tailrace_query_duration_seconds_count{route="query"} 1');
    expect(text).toContain('tailrace_query_failures_total{code="TAILRACE_NOT_FOUND"} 1');
    expect(text).toContain('tailrace_store_records 1\n');
    expect(text).toContain('tailrace_store_up 1\n');
  });

  it('show processor, memory and the lag of the event loop [E6]', async () => {
    const { get } = await start();
    const text = await (await get('/metrics')).text();
    const value = (name: string): number => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
    expect(value('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(value('process_heap_bytes')).toBeGreaterThan(1e6);
    expect(Math.abs(value('process_start_time_seconds') - Date.now() / 1000)).toBeLessThan(3600);
    expect(text).toMatch(/tailrace_event_loop_lag_seconds\{quantile="0.99"\} \d/);
  });

  it('put durations into cumulative buckets', () => {
    const registry = new MetricRegistry();
    for (const seconds of [0.001, 0.2, 0.2, 100]) registry.observe('tailrace_query_duration_seconds', seconds, 'query');
    const text = registry.render();
    expect(text).toContain('tailrace_query_duration_seconds_bucket{route="query",le="0.005"} 1');
    expect(text).toContain('tailrace_query_duration_seconds_bucket{route="query",le="0.25"} 3');
    expect(text).toContain('tailrace_query_duration_seconds_bucket{route="query",le="30"} 3');
    expect(text).toContain('tailrace_query_duration_seconds_bucket{route="query",le="+Inf"} 4');
    expect(text).toContain('tailrace_query_duration_seconds_sum{route="query"} 100.401');
  });

  it('let no label end its line', () => {
    const registry = new MetricRegistry();
    registry.add('tailrace_ingest_rejected_total', 1, 'a"b\\c\nd');
    expect(registry.render()).toContain('{code="a\\"b\\\\c\\nd"} 1');
  });
});
