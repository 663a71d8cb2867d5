import { activeContext, diagnostics as processDiagnostics, systemClock } from '@tailrace/core/runtime';
import { EventEmitter } from 'node:events';
import { levelsByLogger } from '../levels/levels-by-logger.ts';
import { NamedLevels } from '../levels/named-levels.ts';
import { completeInfo } from '../pipeline/complete-info.ts';
import { metaOf } from '../pipeline/lazy-message.ts';
import { LoggerFilters } from '../pipeline/logger-filters.ts';
import { withWholeErrors } from '../pipeline/whole-errors.ts';
import { isWritePatched, NPM_LEVELS, StockLogger, type StockOptions } from '../stock.ts';
import type { BacklogRoom } from './backlog.ts';
import type { Offspring } from './offspring.ts';
import { closeChildTransports } from './child-transports.ts';
import { complainOfLevel, complainOfNoTransports } from './complaints.ts';
import { type FlushAnswer, flushAll } from './flush.ts';
import { keptOnErrors } from './kept-on-errors.ts';
import type { LoggerSettings } from './logger-options.ts';
import type { Outlet } from './outlet.ts';
import { Outlets } from './outlets.ts';
import { ownCopy } from './own-copy.ts';
import { beginWrite, endWrite, isIdle } from './stream-state.ts';
import type { Info, Transport } from './transport.ts';
import { isUncaught, putUncaught } from './uncaught.ts';
import { withoutNewListeners } from './without-new-listeners.ts';

/** Where a logger keeps {@link LoggerCore}; its children find it through their prototype. */
export const CORE = Symbol('core');

const LEVEL = Symbol.for('level');

/** How many infos a logger without transports keeps for the first that is added. */
const KEPT_WITHOUT_TRANSPORTS = 1_000;

// oxlint-disable-next-line typescript/unbound-method -- compared, not called
const addDefaultMeta = StockLogger.prototype._addDefaultMeta;

/** What is within a logger of ours: the way from a written info to its transports. */
export class LoggerCore {
  readonly logger: StockLogger;
  readonly outlets: Outlets;
  readonly filters: LoggerFilters;
  /** Of children that have some of their own. */
  readonly childOutlets = new Map<Transport, Outlet>();
  readonly childLeaves = new Map<Transport, () => void>();
  readonly room: { -readonly [K in keyof BacklogRoom]: BacklogRoom[K] };
  settings: LoggerSettings = {};
  /** Levels by logger name, where there are any. */
  levels: NamedLevels | undefined;
  /** Our class's own: who logs on a logger with this `write` need not call it. */
  readonly #ownWrite: unknown;
  #isCallFirst = false;
  #seesContext = true;
  /** Whose an info is that goes through the streams of others. */
  readonly #childOf = new WeakMap<Info, Offspring>();
  /** Stands among the listeners of `data` in place of those of the pipes, and holds nobody up. */
  readonly #deliver: (info: Info) => void;
  #hasComplained = false;

  constructor(logger: StockLogger, ownWrite: unknown) {
    this.logger = logger;
    this.#ownWrite = ownWrite;
    this.room = {
      maxRecords: 100_000,
      stuckMillis: 10_000,
      clock: systemClock,
      diagnostics: processDiagnostics,
    };
    this.outlets = new Outlets(this.room);
    this.filters = new LoggerFilters((info, child) => {
      if (!logger.silent) this.#format(info, child);
    });
    this.#deliver = (info) => {
      if (info) this.outlets.put(info, this.#childOf.get(info)?.level);
    };
  }

  /** Takes over our own options; answers the level that the logger begins with, where they say one. */
  apply(settings: LoggerSettings, stocks: StockOptions): string | undefined {
    const { loggerName: name, levelByLogger, filter, diagnostics = processDiagnostics } = settings;
    const levels = stocks.levels ?? this.logger.levels ?? NPM_LEVELS;
    const byLogger = levelByLogger === undefined ? undefined : levelsByLogger(levelByLogger, levels);
    this.filters.apply(filter, diagnostics);
    this.settings = settings;
    this.room.maxRecords = settings.backlog?.maxRecords ?? 100_000;
    this.room.stuckMillis = settings.backlog?.stuckMillis ?? 10_000;
    this.room.diagnostics = diagnostics;
    this.#isCallFirst = settings.metaOrder === 'call';
    this.#seesContext = settings.addContext !== false;
    this.levels = byLogger && new NamedLevels(byLogger, this.logger, name);
    return byLogger && (byLogger.of(name) ?? stocks.level ?? byLogger.byDefault);
  }

  /** Pipes as Winston does, but infos come to the new transport through its outlet. */
  pipe<T>(pipe: () => T, destination: unknown): T {
    const answer = withoutNewListeners(this.logger, 'data', () => keptOnErrors(destination, pipe));
    this.follow();
    return answer;
  }

  /** Takes over which transports the logger has. */
  follow(): void {
    const { logger } = this;
    const { transports } = logger;
    this.outlets.follow(transports);
    // `on` of a readable stream would make it flow, and lines that wait for the first transport would be gone.
    const isListening = logger.listeners('data').includes(this.#deliver);
    if (transports.length > 0 && !isListening) EventEmitter.prototype.on.call(logger, 'data', this.#deliver);
    if (transports.length === 0 && isListening) logger.removeListener('data', this.#deliver);
  }

  /** Whether anybody wants to see infos of a level; `loggers` as of `Outlet.put`. */
  wants(level: string, loggers: string | undefined): boolean {
    const { logger } = this;
    if (logger.silent) return false;
    if (this.settings.formatFirst === true || this.outlets.list.length === 0) return true;
    return this.outlets.wants(level, loggers) || logger.listenerCount('data') > 1;
  }

  /** The same for the logger itself, or a child. */
  wantsOf(level: string, child: Offspring | undefined): boolean {
    if (child !== undefined) return child.wants(level);
    return (this.levels === undefined || this.levels.allows(level, undefined)) && this.wants(level, undefined);
  }

  /** Whether infos may be entered here: nobody has put a `write` of their own in the way. */
  isDirect(self: StockLogger, child: Offspring | undefined): boolean {
    if (child === undefined) return self.write === this.#ownWrite;
    return self.write === child.write && child.target.write === this.#ownWrite;
  }

  /** Lays the default metadata over an info, as Winston does; see `metaOrder`. */
  addDefaults(self: StockLogger, info: Info): void {
    if (self._addDefaultMeta !== addDefaultMeta) {
      self._addDefaultMeta(info);
      return;
    }
    const { defaultMeta } = self;
    if (defaultMeta && !this.#isCallFirst) Object.assign(info, this.#said(defaultMeta));
  }

  /** The default metadata of a logger or child, where it stands below that of the call. */
  defaultsOf(self: StockLogger): object | undefined {
    const { defaultMeta } = self;
    return defaultMeta && !this.#isCallFirst ? this.#said(defaultMeta) : undefined;
  }

  /** Takes an info that somebody writes. */
  take(info: Info): boolean {
    const child = this.#childOf.get(info);
    return this.enter(info, child, child !== undefined, false);
  }

  /** Takes an info that a child has written, its metadata among it. */
  takeFrom(child: Offspring, info: Info): boolean {
    const { target } = child;
    if (target.write === this.#ownWrite) return this.enter(info, child, true, false);
    this.#childOf.set(info, child);
    return target.write(info);
  }

  /**
   * The way in, for every info.
   *
   * @param isOwn - Whether the info was made for this call.
   * @param isWanted - Whether it is known already that somebody wants its level.
   */
  enter(given: Info, child: Offspring | undefined, isOwn: boolean, isWanted: boolean): boolean {
    const { logger } = this;
    const context = this.#seesContext ? activeContext() : undefined;
    const name = child?.name ?? this.settings.loggerName;
    let info = given;
    if (context !== undefined || name !== undefined || this.#isCallFirst) {
      const { defaultMeta } = child?.logger ?? logger;
      const defaults = defaultMeta && this.#isCallFirst ? this.#said(defaultMeta) : undefined;
      info = completeInfo(given, isOwn, { name, defaults, context });
    }
    const state = logger._writableState;
    if (!isIdle(state) || isWritePatched()) {
      if (child?.isSpecial === true) this.#childOf.set(info, child);
      return StockLogger.prototype.write.call(logger, info);
    }
    beginWrite(state, 1);
    try {
      this.#pass(info, child, isWanted);
    } finally {
      if (!endWrite(state)) state.onwrite();
      state.sync = false;
    }
    return true;
  }

  /** Takes an info that has come through the logger's own stream. */
  passOn(info: Info): void {
    this.#pass(info, this.#childOf.get(info), false);
  }

  /** Filters an info, formats it and hands it to whoever wants it. Throws what formats and transports throw. */
  #pass(info: Info, child: Offspring | undefined, isWanted: boolean): void {
    const { logger } = this;
    if (logger.silent) return;
    info[LEVEL] ||= info['level'];
    const level = info[LEVEL] as string;
    this.judgeLevel(level);
    const hasTransports = this.outlets.list.length > 0 || child?.outlets !== undefined;
    if (!hasTransports && !this.#isUncaughtForChildren(info)) this.#complain(info);
    else if (!isWanted && !this.wantsOf(level, child)) return;
    const passed = this.filters.isEmpty(child) ? info : this.filters.run(info, child, 0);
    if (passed !== undefined) this.#format(passed, child);
  }

  #format(info: Info, child: Offspring | undefined): void {
    const { logger } = this;
    const whole = this.settings.errors === 'whole' ? withWholeErrors(info) : info;
    const formatted = logger.format.transform(whole, logger.format.options) as Info | null | undefined | false;
    if (!formatted) return;
    const isForChildren = child === undefined && this.#isUncaughtForChildren(formatted);
    if (child?.outlets === undefined && !isForChildren) {
      this.#hand(formatted, child);
      return;
    }
    const copy = ownCopy(formatted);
    try {
      this.#hand(formatted, child);
    } finally {
      if (isForChildren) putUncaught(copy, this.childOutlets.values());
      for (const outlets of child?.outlets ?? []) outlets.put(copy, (child as Offspring).leastLevel);
    }
  }

  #isUncaughtForChildren(info: Info): boolean {
    return this.childOutlets.size > 0 && isUncaught(info);
  }

  /** Complains of a level that has no number, as Winston does. */
  judgeLevel(level: string): void {
    const { levels, silent } = this.logger;
    if (!silent && !levels[level] && levels[level] !== 0) complainOfLevel(level);
  }

  /** Hands an info to the transports of the root. */
  #hand(formatted: Info, child: Offspring | undefined): void {
    const { logger } = this;
    const state = logger._readableState;
    const hasTransports = this.outlets.list.length > 0;
    // Emitters keep a listener that is the only one by itself, which is seen sooner than counted.
    if (hasTransports && logger._events['data'] === this.#deliver && state.flowing === true && state.length === 0) {
      this.outlets.put(formatted, child?.level);
    } else if (
      hasTransports ||
      logger.listenerCount('data') > 0 ||
      (child?.outlets === undefined && state.length < KEPT_WITHOUT_TRANSPORTS)
    ) {
      if (child?.isSpecial === true) this.#childOf.set(formatted, child);
      logger.push(formatted);
    }
  }

  /** Lets what filters hold go, and the transports of children. */
  letGo(): void {
    this.filters.release();
    closeChildTransports(this);
  }

  /** Ends every transport when it has what waits for it; resolves when all have finished. */
  async end(): Promise<void> {
    this.filters.close();
    await Promise.all(this.everyOutlet().map((outlet) => outlet.end()));
  }

  flush(deadlineMillis: number): Promise<FlushAnswer> {
    this.filters.release();
    return flushAll(this.everyOutlet(), deadlineMillis);
  }

  /** Those of children among them. */
  everyOutlet(): Outlet[] {
    return [...new Set([...this.outlets.list, ...this.childOutlets.values()])];
  }

  #said(meta: unknown): object | undefined {
    if (typeof meta === 'function') return metaOf(meta as () => unknown, this.room.diagnostics);
    return meta as object;
  }

  /** Winston says so for every line. */
  #complain(info: Info): void {
    if (this.#hasComplained) return;
    this.#hasComplained = true;
    complainOfNoTransports(info);
  }
}
