/**
 * How a destination behaves.
 *
 * `up` takes everything. `busy` asks to be left alone for a second. `broken` fails on its side. `hang` takes the
 * request and never answers. `slow` takes it and answers late. `reset-after-success` takes it and cuts the connection
 * before the answer. `refuse-one` takes all but the entries that hold {@link POISON}. `unauthorized` lets nobody in.
 * `too-large` takes single entries, and no batch of more than one. `down` is not there.
 */
export const DESTINATION_MODES = [
  'up',
  'busy',
  'broken',
  'hang',
  'slow',
  'reset-after-success',
  'refuse-one',
  'unauthorized',
  'too-large',
  'down',
] as const;

export type DestinationMode = (typeof DESTINATION_MODES)[number];

/** A destination in mode `refuse-one` refuses the entries that hold this. */
export const POISON = 'poison\u2620';

/** How long a busy destination asks to be left alone. */
export const BUSY_MILLIS = 1_000;

/** How late a slow destination answers. */
export const SLOW_MILLIS = 50;

/** What a sink delivers to, under the control of a test. */
export interface Destination {
  /** An address or a path that the sink is made with. */
  readonly address: string;
  /** What it can be told to do; every destination can be `up`. */
  readonly modes: readonly DestinationMode[];
  /** Changes how it behaves from the next request on. */
  become(mode: DestinationMode): Promise<void>;
  /**
   * The bodies of the entries it has taken, in the order of their arrival, repeats included.
   *
   * @param least - Where nothing answers a sender, so that entries may still be on their way: it waits for so many.
   */
  received(least?: number): Promise<readonly string[]>;
  /** How often it was asked; `undefined` where that cannot be known, as for files. */
  readonly requests: number | undefined;
  close(): Promise<void>;
}
