import type { DropReason } from './drop-reason.ts';

/** Every event that Tailrace reports about itself. */
export const DIAGNOSTICS_EVENTS = [
  'record.dropped',
  'record.dead_lettered',
  'batch.failed',
  'batch.retried',
  'sink.fault',
  'breaker.opened',
  'breaker.closed',
  'spool.damaged',
  'spool.adopted',
  'spool.failed',
  'dead_letters.failed',
  'filter.failed',
  'formatter.failed',
  'transport.closed',
  'store.damaged',
  'store.compacted',
  'store.failed',
  'ingest.rejected',
  'access.denied',
  'request.failed',
  'exit.failed',
] as const;

export type DiagnosticsEventName = (typeof DIAGNOSTICS_EVENTS)[number];

/** One report about Tailrace itself; it never enters a pipeline of records. */
export interface DiagnosticsEvent {
  readonly name: DiagnosticsEventName;
  /** Who reports: a transport's, a filter's or a store's name. */
  readonly source: string;
  /** One sentence for people; never holds a record's content. */
  readonly message: string;
  /** How many records it is about, where that is known. */
  readonly records?: number;
  readonly reason?: DropReason;
  readonly error?: unknown;
}

export type DiagnosticsListener = (event: DiagnosticsEvent) => void;

/** Where failures of logging go [A12]: listeners, never the application's output, never an exception. */
export class Diagnostics {
  readonly #listeners = new Set<DiagnosticsListener>();

  /** Tells every listener; a listener that throws is ignored. */
  report(event: DiagnosticsEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch {
        // A failing listener has nowhere left to report to.
      }
    }
  }

  /** Adds a listener; answers the function that removes it again. */
  subscribe(listener: DiagnosticsListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
