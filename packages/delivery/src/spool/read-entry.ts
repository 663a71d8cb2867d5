import type { Entry } from '../sink.ts';
import type { Frame } from './frame.ts';
import type { SpooledEntry, SpoolPosition } from './spool-contract.ts';

/** An entry that was read back: the frame as it was found, decoded only for those who ask. */
export class ReadEntry implements SpooledEntry {
  readonly frame: Frame;
  readonly position: SpoolPosition;
  readonly adopted: boolean;

  constructor(frame: Frame, position: SpoolPosition, adopted: boolean) {
    this.frame = frame;
    this.position = position;
    this.adopted = adopted;
  }

  get entry(): Entry {
    return this.frame.entry;
  }
}
