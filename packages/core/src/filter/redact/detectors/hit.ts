import type { DetectorName } from '../detector-name.ts';

/** A part of a text that a detector takes for something secret. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  /** A detector's name, or the name of a pattern of the user's. */
  readonly cause: DetectorName;
}
