import {
  createChain,
  type Diagnostics,
  type DropReason,
  type Filter,
  type LevelByLogger,
  type OptionRule,
} from '@tailrace/core';

/** What all bridges take. */
export interface BridgeOptions {
  /**
   * The lowest level that goes on, by the name of the library's logger: `{ default: 'info', kafkajs: 'error' }`. Names
   * match by segment, between dots or colons. What is below is counted, and nothing of it is formatted where that can
   * be avoided.
   */
  readonly levelByLogger?: string | LevelByLogger;
  /** Filters that records pass before the target sees them. */
  readonly filter?: Filter | readonly Filter[];
  /** True: the library goes on writing what it wrote before. Default false: the target stands in its place. */
  readonly passThrough?: boolean;
  /** Levels by the words of the library, over those of the table: `{ log: 'debug' }`. */
  readonly levels?: Readonly<Record<string, string>>;
  /** The logger's name for records whose library gives none. */
  readonly logger?: string;
  readonly service?: string;
  /** Attributes of every record of this bridge; the record's own win. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Where `bridge.failed` is reported; the process's by default. */
  readonly diagnostics?: Diagnostics;
}

/** What became of what a bridge was given; `offered = handed + failed + dropped` by reason, and what a filter holds. */
export interface BridgeCounts {
  readonly offered: number;
  /** Taken by the target. */
  readonly handed: number;
  /** Not taken by the target, because it threw or is closed: these went to the original output. */
  readonly failed: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

/** A bridge from a library to a target. */
export interface Bridge {
  /** The library: `console`, `pino`, and so on. */
  readonly name: string;
  /**
   * Puts everything back as it was, at once and in any order of several bridges. Where somebody has wrapped what the
   * bridge put in place, nothing can be put back without undoing that too: it then only passes calls on, and goes as
   * soon as it is on top. A second call does nothing.
   */
  undo(): void;
  counts(): BridgeCounts;
}

/** Rules of {@link BridgeOptions} for `checkOptions`. */
export const BRIDGE_RULES = {
  levelByLogger: { type: 'any' },
  filter: { type: 'any' },
  passThrough: { type: 'boolean' },
  levels: { type: 'object' },
  logger: { type: 'string', minLength: 1 },
  service: { type: 'string' },
  attributes: { type: 'object' },
  diagnostics: { type: 'object' },
} as const satisfies Record<keyof BridgeOptions, OptionRule>;

/** Makes the chain of the option `filter`. */
export function filterChain(name: string, { filter, diagnostics }: BridgeOptions) {
  if (filter === undefined) return undefined;
  return createChain(Array.isArray(filter) ? (filter as readonly Filter[]) : [filter as Filter], {
    name,
    ...(diagnostics !== undefined && { diagnostics }),
  });
}
