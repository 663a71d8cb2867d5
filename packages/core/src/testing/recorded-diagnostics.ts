import { Diagnostics, type DiagnosticsEvent } from '../diagnostics/diagnostics.ts';

/** Reports, and a list of what was told of them. */
export interface RecordedDiagnostics {
  readonly diagnostics: Diagnostics;
  /** Every event so far, in order. */
  readonly events: DiagnosticsEvent[];
}

/**
 * Makes diagnostics for what is under test, and keeps every event.
 *
 * @example
 * const { diagnostics, events } = recordedDiagnostics();
 */
export function recordedDiagnostics(): RecordedDiagnostics {
  const diagnostics = new Diagnostics();
  const events: DiagnosticsEvent[] = [];
  diagnostics.subscribe((event) => events.push(event));
  return { diagnostics, events };
}
