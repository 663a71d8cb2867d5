import { checkOptions, type Filter, type OptionRules } from '@tailrace/core/runtime';
import { metaOf } from '../pipeline/lazy-message.ts';
import { InfoFilter } from '../pipeline/info-filter.ts';
import type { StockLogger } from '../stock.ts';
import { ChildTransports } from './child-transports.ts';
import type { LoggerCore } from './logger-core.ts';
import { newInfo } from './new-info.ts';
import type { Offspring } from './offspring.ts';
import type { Info, Transport } from './transport.ts';

/** Metadata of a child logger: an object, or what answers one at each call. */
export type ChildMeta = object | (() => object | undefined) | undefined | null;

/** What a child logger may have of its own. */
export interface ChildOptions {
  /** The child's level, for transports that have none. Setting `child.level` does the same. */
  readonly level?: string;
  /** The child's name: becomes `logger` of its infos, and is what `levelByLogger` looks at. Default: its parent's. */
  readonly name?: string;
  /**
   * Transports of the child's own, besides the root's; they are flushed and ended with the root. Those with
   * `handleExceptions` or `handleRejections` are given the errors that nobody caught.
   */
  readonly transports?: Transport | readonly Transport[];
  /** Filters of the child's own, before those of its parents. */
  readonly filter?: Filter | readonly Filter[];
}

const RULES: OptionRules<ChildOptions> = {
  level: { type: 'string' },
  name: { type: 'string', minLength: 1 },
  transports: { type: 'any' },
  filter: { type: 'any' },
};

/** Where a child logger keeps its {@link Child}. */
export const CHILD = Symbol('child');

const NO_FILTERS: readonly InfoFilter[] = [];

/** What makes a logger a child: what its infos are given, where they go, and what of it is its own. */
export class Child implements Offspring {
  readonly core: LoggerCore;
  /** The logger whose infos these become: the root, or what somebody has put a `write` of their own on. */
  readonly target: StockLogger;
  /** From the eldest to the child's own. */
  readonly metas: readonly ChildMeta[];
  readonly name: string | undefined;
  /** Its own, then its parents'. */
  readonly filters: readonly InfoFilter[];
  /** Its own transports and its parents'; none for most. */
  readonly outlets: readonly ChildTransports[] | undefined;
  /** The child's `write`, by which it is known whether somebody has put another in its place. */
  readonly write: (info: Info) => boolean;
  /** The only metadata there is, where it is an object: the usual case. */
  readonly only: object | undefined;
  /** Set once the child is there. */
  logger!: StockLogger;

  constructor(core: LoggerCore, parent: StockLogger, meta: ChildMeta, options: ChildOptions) {
    const found = (parent as { [CHILD]?: Child })[CHILD];
    const above = found !== undefined && parent.write === found.write ? found : undefined;
    this.core = core;
    this.target = above?.target ?? parent;
    this.metas = above === undefined ? [meta] : [...above.metas, meta];
    this.only = this.metas.length === 1 && typeof meta === 'object' && meta !== null ? meta : undefined;
    this.name = options.name ?? above?.name;
    const { filter } = options;
    this.filters = above?.filters ?? NO_FILTERS;
    if (filter !== undefined)
      this.filters = [core.filters.ofChild(filter, core.room.diagnostics, () => this), ...this.filters];
    this.outlets = above?.outlets;
    this.write = (info) => core.takeFrom(this, this.under(info));
  }

  /** Gives the child transports of its own, now that there is a logger to be their parent. */
  adopt(transports: Transport | readonly Transport[]): void {
    const own = new ChildTransports(this.core, this.logger, Array.isArray(transports) ? transports : [transports]);
    (this as { outlets: readonly ChildTransports[] }).outlets = [...(this.outlets ?? []), own];
  }

  /** The level for transports that have none; `undefined` where it is the root's. */
  get level(): string | undefined {
    const { level } = this.logger;
    if (this.core.levels !== undefined) return this.core.levels.levelOf(this);
    return level === this.core.logger.level ? undefined : level;
  }

  /** The level for transports of its own that have none. */
  get leastLevel(): string {
    return this.level ?? this.core.logger.level;
  }

  /** Whether its infos go other ways than the root's. */
  get isSpecial(): boolean {
    return this.level !== undefined || this.outlets !== undefined || this.filters.length > 0 || this.name !== undefined;
  }

  /** Whether anybody wants the child's infos of a level. */
  wants(level: string): boolean {
    const { core } = this;
    if (core.levels !== undefined && !core.levels.allows(level, this)) return false;
    const own = this.level;
    return core.wants(level, own) || (this.outlets !== undefined && this.#ownWant(level));
  }

  /** The beginning of an info: the metadata, the eldest first. */
  base(): Info {
    // Not by spreading: to an object that was begun so, V8 of Node 20 adds every further property at ten times the cost.
    const info = newInfo();
    if (this.only !== undefined) return Object.assign(info, this.only);
    for (const meta of this.metas) Object.assign(info, this.#said(meta));
    return info;
  }

  /** A copy of an info with the metadata below it, as Winston's children make it. */
  under(info: Info): Info {
    const copy: Info = Object.assign(this.base(), info);
    if (info instanceof Error) {
      copy['stack'] = info.stack;
      copy['message'] = info.message;
      copy['cause'] = info.cause;
    }
    return copy;
  }

  #said(meta: ChildMeta): unknown {
    return typeof meta === 'function' ? metaOf(meta as () => unknown, this.core.room.diagnostics) : meta;
  }

  #ownWant(level: string): boolean {
    if (this.core.logger.silent) return false;
    return (this.outlets ?? []).some((outlets) => outlets.wants(level, this.leastLevel));
  }
}

/**
 * Makes a child as Winston does: the parent is its prototype, and its `write` adds the metadata.
 *
 * @throws TailraceError As `checkOptions`, and as filters do.
 */
export function childOf<T extends StockLogger>(
  core: LoggerCore,
  parent: T,
  meta: ChildMeta,
  options: ChildOptions | undefined,
): T {
  if (options !== undefined) checkOptions<ChildOptions>('child', options, RULES);
  const own = new Child(core, parent, meta, options ?? {});
  const child = Object.create(parent, { [CHILD]: { value: own }, write: { value: own.write } }) as T;
  own.logger = child;
  if (options?.level !== undefined) child.level = options.level;
  if (options?.transports !== undefined) own.adopt(options.transports);
  return child;
}
