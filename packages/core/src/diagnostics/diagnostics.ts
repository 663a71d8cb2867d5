import type { DropReason } from './drop-reason.ts';

/** Every event that Tailrace reports about itself, and what it says; docs are made from this table. */
export const DIAGNOSTICS_EVENT_MEANINGS = {
  'record.dropped': 'Records were dropped, for the reason that is named.',
  'record.dead_lettered': 'Records that a destination refused were written to the dead-letter file.',
  'batch.failed': 'A batch could not be delivered in this try.',
  'batch.retried': 'A batch is tried again.',
  'sink.fault': 'A sink threw what no destination can cause: a fault of its own.',
  'sink.setup': 'A destination could not be prepared as was asked for, by a template for example; records are sent.',
  'breaker.opened': 'A destination failed so often that it is left alone for a while; records wait.',
  'breaker.closed': 'A destination answers again.',
  'spool.damaged': 'A spool holds damaged segments; the rest is served.',
  'spool.adopted': 'What an earlier run left in its spool was taken over.',
  'spool.failed': 'A spool could not be read or written.',
  'dead_letters.failed': 'A dead-letter file could not be written.',
  'dead_letters.deleted': 'There were more full dead-letter files than are kept: the oldest was deleted.',
  'filter.failed': 'A filter threw; the record went on as it was, or ended as the filter says.',
  'formatter.failed': 'A formatter threw, or had to mend or cut a record.',
  'transport.closed': 'A transport was ended.',
  'connection.lost': 'A connection without acknowledgements ended; what was last written to it may not have arrived.',
  'store.damaged': 'A store found damaged files; the rest is served.',
  'store.archived': 'A store moved records into its archive.',
  'store.compacted': 'A store brought records into their final form.',
  'store.expired': 'A store removed what was past its retention, or put that off because the clock is in doubt.',
  'store.failed': 'A store could not read or write.',
  'store.away': 'The server behind a store went away; what comes is kept on disk until it is back.',
  'store.back': 'The server behind a store is back, and has what was kept meanwhile.',
  'ingest.rejected': 'A collector refused records of a batch.',
  'access.denied': 'A request had no valid token, or not the role it needs.',
  'link.failed': 'A WebSocket or TCP connection of a collector was ended, or could not be understood.',
  'request.failed': 'A request failed inside the collector.',
  'file.failed': 'A log file could not be rotated, compressed, linked or deleted; writing goes on.',
  'migration.failed':
    'The new logger or transport of a dual write failed; what it failed at is with the old one where it can be.',
  'migration.halted': 'Everything goes to the old logger: the new one failed too often, or could not be made.',
  'migration.changed': 'The settings of a migration changed, as their file says.',
  'bridge.failed': 'What another logger wrote could not be handed to a target; it went to the original output.',
  'exit.failed': 'A callback at the exit of the process threw.',
} as const;

export type DiagnosticsEventName = keyof typeof DIAGNOSTICS_EVENT_MEANINGS;

/** Every event by its name. */
export const DIAGNOSTICS_EVENTS: readonly DiagnosticsEventName[] = Object.keys(
  DIAGNOSTICS_EVENT_MEANINGS,
) as DiagnosticsEventName[];

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
