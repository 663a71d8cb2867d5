import { severityText } from '@tailrace/core';
import { type Answer, parseQuery, type PipeNode } from '@tailrace/query';
import type { RouteMount } from '../routes.ts';
import { clientSignal } from './client-signal.ts';
import { alignBuckets } from './histogram-buckets.ts';
import { measure } from './measure.ts';
import { Parameters } from './parameters.ts';

const DEFAULT_BUCKETS = 60;
const MAX_BUCKETS = 1000;

/** What is shown of an empty store. */
const EMPTY_WINDOW_MILLIS = 15 * 60_000;

/** More groups than a bucket can have: one for each severity number. */
const SEVERITIES = 24;

/** One bucket of the answer. */
interface Bucket {
  readonly time: string;
  readonly counts: Record<string, number>;
  total: number;
}

/** `GET /v1/histogram`: how many matching records there were when, by severity. */
export const mountHistogram: RouteMount = (route, services) => {
  const { store, audit, clock } = services;

  route(
    'GET /v1/histogram',
    measure(services, 'histogram', async (request, reply, caller) => {
      const now = clock.now();
      const parameters = new Parameters(request.query, ['q', 'from', 'to', 'buckets'], now);
      const { filter, source } = parseQuery(parameters.text('q') ?? '', { now });
      audit.note({ action: 'histogram', caller, target: source });
      const { from, to } = await range(parameters.time('from'), parameters.time('to'), now);
      const { first, last, intervalMillis } = alignBuckets(
        from,
        to,
        parameters.integer('buckets', 1, MAX_BUCKETS) ?? DEFAULT_BUCKETS,
      );
      const buckets: Bucket[] = [];
      for (let time = first; time <= last; time += intervalMillis) {
        buckets.push({ time: new Date(time).toISOString(), counts: {}, total: 0 });
      }
      const question = { filter, pipes: [countPipe(intervalMillis)], from, to, limit: buckets.length * SEVERITIES };
      fill(buckets, await store.query(question, { signal: clientSignal(reply) }));
      return {
        from: new Date(first).toISOString(),
        to: new Date(last + intervalMillis).toISOString(),
        intervalMillis,
        buckets,
      };
    }),
  );

  /** What is not given is taken from the store, so that an open range shows all there is. */
  async function range(
    from: number | undefined,
    to: number | undefined,
    now: number,
  ): Promise<{ from: number; to: number }> {
    if (from !== undefined && to !== undefined) return { from, to: Math.max(to, from + 1) };
    const { oldest, newest } = await store.stats();
    const end = to ?? (from === undefined ? (newest ?? now) + 1 : Math.max(now, (newest ?? now) + 1));
    const start = from ?? oldest ?? end - EMPTY_WINDOW_MILLIS;
    return { from: start, to: Math.max(end, start + 1) };
  }
};

function countPipe(intervalMillis: number): PipeNode {
  return {
    type: 'stats',
    aggregates: [{ function: 'count', as: 'count' }],
    by: [
      { type: 'time', intervalMillis, as: 'time' },
      { type: 'field', field: ['severity'], as: 'severity' },
    ],
  };
}

function fill(buckets: readonly Bucket[], answer: Answer): void {
  if (answer.kind !== 'table') return;
  const [time, severity, count] = ['time', 'severity', 'count'].map((name) =>
    answer.columns.findIndex((column) => column.name === name),
  );
  const byTime = new Map(buckets.map((bucket) => [Date.parse(bucket.time), bucket]));
  for (const row of answer.rows) {
    const at = row[time ?? 0];
    const bucket = byTime.get(typeof at === 'string' ? Date.parse(at) : Number(at));
    if (bucket === undefined) continue;
    const text = severityText(Number(row[severity ?? 1]));
    const records = Number(row[count ?? 2]);
    bucket.counts[text] = (bucket.counts[text] ?? 0) + records;
    bucket.total += records;
  }
}
