import type { Clock, Diagnostics, DiagnosticsEvent } from '@tailrace/core';
import type { Entry, Sink } from './sink.ts';
import type { Spool } from './spool/spool-contract.ts';

/** Where refused records are kept. */
export interface DeadLetterBox {
  write(entries: readonly Entry[], reason: string): Promise<void>;
}

/** What a delivery joins. */
export interface DeliveryParts {
  readonly name: string;
  readonly sink: Sink;
  readonly spool: Spool | undefined;
  readonly deadLetters: DeadLetterBox | undefined;
  readonly diagnostics: Diagnostics;
  readonly clock: Clock;
  /** From 0 to below 1, for the jitter. */
  readonly random: () => number;
  /** Hears what is reported to the diagnostics. */
  readonly heard: (event: DiagnosticsEvent) => void;
}
