import type { SpoolPosition } from './spool-contract.ts';

/**
 * Where an entry stands.
 *
 * A class, since literals are put into old memory at once where those before them grew old, as those of entries do that
 * wait for a destination that is away. There each would keep, long after its end, what was made together with it.
 */
export class Place implements SpoolPosition {
  readonly segment: number;
  readonly offset: number;

  constructor(segment: number, offset: number) {
    this.segment = segment;
    this.offset = offset;
  }
}
