import type { Clock, DiagnosticsEvent } from '@tailrace/core';
import type { FileSystem } from './file-system.ts';
import type { Calendar } from './rotation/period.ts';

/** What a log file has around it. */
export interface FileWorld {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly report: (event: Omit<DiagnosticsEvent, 'source'>) => void;
  /** A file was opened to be written to. */
  readonly opened: (path: string) => void;
  /** A file is finished: it may be compressed, and older ones may have to go. */
  readonly turned: (from: string, to: string) => void;
}
