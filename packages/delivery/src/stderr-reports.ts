import { type Diagnostics, diagnostics as processDiagnostics, reportToStderr } from '@tailrace/core/runtime';

/** Those that are written already; core sees to the process's own. */
const watched = new WeakSet<Diagnostics>([processDiagnostics]);

/** With `TAILRACE_DIAGNOSTICS=stderr` in the environment: writes what is reported to a transport's own diagnostics. */
export function reportOnStderr(diagnostics: Diagnostics): void {
  if (process.env['TAILRACE_DIAGNOSTICS'] !== 'stderr' || watched.has(diagnostics)) return;
  watched.add(diagnostics);
  reportToStderr(diagnostics);
}
