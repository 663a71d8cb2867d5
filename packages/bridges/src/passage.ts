import {
  createChain,
  createRecord,
  type Diagnostics,
  diagnostics as processDiagnostics,
  type DropReason,
  type FilterChain,
  level,
  type LogRecord,
  type RecordDefaults,
  type RecordInput,
} from '@tailrace/core';
import { type BridgeCounts, type BridgeOptions, filterChain } from './bridge.ts';
import type { Draft } from './draft.ts';
import { isInside, runInside } from './inside.ts';
import { type BridgeLevel, Levels } from './levels.ts';
import { type BridgeTarget, targetOf } from './target/target.ts';
import type { Taker } from './target/taker.ts';

/**
 * The way from a library to a target: levels by name, the record, filters, and the target, which must not set itself
 * going again. Nothing throws here.
 */
export class Passage {
  readonly name: string;
  readonly passThrough: boolean;
  readonly levels: Levels;
  readonly taker: Taker;
  readonly #levels: FilterChain | undefined;
  readonly #filter: FilterChain | undefined;
  readonly #defaults: RecordDefaults;
  readonly #diagnostics: Diagnostics;
  readonly #take: (record: LogRecord) => boolean;
  #handed = 0;
  #failed = 0;
  #offered = 0;

  /** @throws TailraceError for a target that takes no records, and for levels and filters that are none. */
  constructor(name: string, target: BridgeTarget, options: BridgeOptions) {
    this.name = name;
    this.passThrough = options.passThrough ?? false;
    this.levels = new Levels(options.levels);
    this.#diagnostics = options.diagnostics ?? processDiagnostics;
    this.taker = targetOf(name, target, (error) => this.#lost(error));
    this.#take = (record) => this.taker.take(record);
    const { levelByLogger } = options;
    if (levelByLogger !== undefined) this.#levels = createChain([level(dotted(levelByLogger))]);
    this.#filter = filterChain(name, options);
    this.#filter?.connect((record) => void this.#deliver(record));
    this.#defaults = {
      ...(options.service !== undefined && { service: options.service }),
      ...(options.attributes !== undefined && { attributes: options.attributes }),
    };
  }

  /** Whether this call comes from the target's own work; it belongs to the original output then. */
  isInside(): boolean {
    return isInside(this) || this.taker.isPrinting === true;
  }

  /** Whether levels are turned down at all: otherwise nobody needs to know a logger's name beforehand. */
  get isSelective(): boolean {
    return this.#levels !== undefined;
  }

  /** Whether records of a level and a logger go on; those that do not are counted. To be asked once for each. */
  wants({ level: word, severity }: BridgeLevel, logger: string | undefined): boolean {
    this.#offered += 1;
    if (this.#levels === undefined) return true;
    const name = logger?.includes(':') === true ? logger.replaceAll(':', '.') : logger;
    // The step looks at nothing else: what is turned down need not be made.
    const outline = { id: '', timestamp: 0, message: '', level: word, severity, logger: name };
    return this.#levels.apply(outline as LogRecord) !== undefined;
  }

  /** Makes a record and hands it over; false where the target did not take it. */
  hand(input: Draft): boolean {
    try {
      const record = createRecord(input as RecordInput, this.#defaults);
      if (this.#filter === undefined) return this.#deliver(record);
      const passed = this.#filter.apply(record);
      return passed === undefined || this.#deliver(passed);
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  /** Reports and counts what could not be handed over, or could not even be made into a record. */
  failed(error: unknown): void {
    this.#failed += 1;
    this.#diagnostics.report({
      name: 'bridge.failed',
      source: this.name,
      message: 'A record could not be handed over.',
      records: 1,
      error,
    });
  }

  /** Lets go what filters hold. */
  close(): void {
    this.#filter?.close();
    this.taker.leave?.();
  }

  counts(): BridgeCounts {
    const dropped: Partial<Record<DropReason, number>> = {};
    for (const chain of [this.#levels, this.#filter]) {
      for (const [reason, count] of Object.entries(chain?.counts().dropped ?? {})) {
        dropped[reason as DropReason] = (dropped[reason as DropReason] ?? 0) + count;
      }
    }
    return { offered: this.#offered, handed: this.#handed, failed: this.#failed, dropped };
  }

  /** The target said later that it could not take a record after all. */
  #lost(error: unknown): void {
    this.#handed -= 1;
    this.failed(error);
  }

  #deliver(record: LogRecord): boolean {
    try {
      if (runInside(this, this.#take, record)) {
        this.#handed += 1;
        return true;
      }
      this.failed(new Error('The target is closed, or has no room.'));
    } catch (error) {
      this.failed(error);
    }
    return false;
  }
}

/** Segments are joined by colons in the names of debug's loggers, and by dots in those of all others. */
function dotted(levels: NonNullable<BridgeOptions['levelByLogger']>): NonNullable<BridgeOptions['levelByLogger']> {
  if (typeof levels !== 'object' || levels === null) return levels;
  return Object.fromEntries(Object.entries(levels).map(([name, word]) => [name.replaceAll(':', '.'), word]));
}
