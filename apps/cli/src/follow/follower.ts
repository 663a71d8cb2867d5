import type { WireRecord } from '@tailrace/core';

/** Hears what a follower sees. */
export interface FollowListener {
  /** Resolves when there is room for more. */
  record(record: WireRecord): Promise<void> | undefined;
  /** Hands on what was printed so far, when nothing more is at hand. */
  idle(): Promise<void>;
  /** Something that whoever watches should know: a gap, a rotation, a lost connection. */
  notice(text: string): void;
}

/** Follows one source. */
export interface Follower {
  readonly name: string;
  /**
   * The newest records that are there already, oldest first; a server sends its own with the first that follow.
   *
   * @param from - All of this time on instead, in epoch milliseconds.
   */
  last(count: number, from?: number): Promise<readonly WireRecord[]>;
  /** Follows until the signal is aborted or the source has an end. */
  follow(listener: FollowListener, signal: AbortSignal): Promise<void>;
}
