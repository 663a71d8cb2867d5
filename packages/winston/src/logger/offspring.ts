import type { FilterCounts } from '@tailrace/core';
import type { StockLogger } from '../stock.ts';
import type { Info } from './transport.ts';

/** Filters that infos of a child go through, and of its parents. */
export interface OffspringFilter {
  /** Whether it takes content out of infos. */
  readonly rewrites: boolean;
  /** Answers the info, or a changed copy; `undefined` where it was dropped or is held. */
  apply(info: Info, child: Offspring | undefined, isSplatted: boolean): Info | undefined;
  counts(): FilterCounts;
}

/** Transports of a child's own. */
export interface OffspringOutlets {
  put(info: Info, level: string): void;
}

/** A child logger as what stands behind it sees it: what its infos are given, and which ways they go. */
export interface Offspring {
  /** The logger whose infos these become: the root, or what somebody has put a `write` of their own on. */
  readonly target: StockLogger;
  readonly logger: StockLogger;
  readonly name: string | undefined;
  /** Its own, then its parents'. */
  readonly filters: readonly OffspringFilter[];
  /** Its own transports and its parents'; none for most. */
  readonly outlets: readonly OffspringOutlets[] | undefined;
  /** The level for transports that have none; `undefined` where it is the root's. */
  readonly level: string | undefined;
  /** The level for transports of its own that have none. */
  readonly leastLevel: string;
  /** Whether its infos go other ways than the root's. */
  readonly isSpecial: boolean;
  /** The child's `write`, by which it is known whether somebody has put another in its place. */
  write(info: Info): boolean;
  /** Whether anybody wants the child's infos of a level. */
  wants(level: string): boolean;
  /** The beginning of an info: the metadata, the eldest first. */
  base(): Info;
  /** A copy of an info with the metadata below it. */
  under(info: Info): Info;
}
