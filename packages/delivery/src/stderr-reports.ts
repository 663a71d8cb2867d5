import type { Diagnostics, DiagnosticsEvent } from '@tailrace/core';

/** The least time between two lines. */
const LINE_MILLIS = 60_000;

const watched = new WeakSet<Diagnostics>();
let heldBack = 0;
let lostRecords = 0;
let lastLine = Number.NEGATIVE_INFINITY;

/**
 * With `TAILRACE_DIAGNOSTICS=stderr` in the environment: writes reports on stderr, at most one line a minute for the
 * whole process [G14]. A line also says what went unsaid since the one before.
 */
export function reportOnStderr(diagnostics: Diagnostics): void {
  if (process.env['TAILRACE_DIAGNOSTICS'] !== 'stderr' || watched.has(diagnostics)) return;
  watched.add(diagnostics);
  diagnostics.subscribe((event) => {
    const line = stderrLine(event, performance.now());
    if (line !== undefined) process.stderr.write(line);
  });
}

/** The line for an event at a time of the monotonic clock, or `undefined` while it is too early for one. */
export function stderrLine(event: DiagnosticsEvent, now: number): string | undefined {
  const lost = event.name === 'record.dropped' ? (event.records ?? 1) : 0;
  if (now - lastLine < LINE_MILLIS) {
    heldBack += 1;
    lostRecords += lost;
    return undefined;
  }
  const records = event.records === undefined ? '' : ` (${event.records} records)`;
  const reason = event.reason === undefined ? '' : ` [${event.reason}]`;
  const unsaid = heldBack === 0 ? '' : `; since the last line ${heldBack} more reports, ${lostRecords} records lost`;
  lastLine = now;
  heldBack = 0;
  lostRecords = 0;
  return `tailrace: ${event.source}: ${event.message}${reason}${records}${unsaid}\n`;
}
