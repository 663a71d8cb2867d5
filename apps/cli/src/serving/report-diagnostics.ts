import type { DiagnosticsEvent } from '@tailrace/core';
import type { Notices } from '../terminal/notices.ts';

/** The same event of the same source is told once in this time. */
const QUIET_MILLIS = 60_000;
/** What is no trouble: it is counted in the metrics. */
const ROUTINE: ReadonlySet<DiagnosticsEvent['name']> = new Set([
  'store.compacted',
  'ingest.rejected',
  'record.dropped',
]);

/** Tells of trouble inside the collector on stderr, each kind at most once a minute. */
export function reportDiagnostics(notices: Notices, now: () => number): (event: DiagnosticsEvent) => void {
  const told = new Map<string, number>();
  return ({ name, source, message }) => {
    if (ROUTINE.has(name)) return;
    const key = `${name} ${source}`;
    const last = told.get(key);
    if (last !== undefined && now() - last < QUIET_MILLIS) return;
    told.set(key, now());
    notices.warn(`${source}: ${message}`);
  };
}
