import { diagnostics as processDiagnostics, systemClock } from '@tailrace/core';
import { EventEmitter } from 'node:events';
import type { StockLogger } from '../stock.ts';
import type { BacklogRoom } from './backlog.ts';
import { complainOfLevel, complainOfNoTransports } from './complaints.ts';
import { type FlushAnswer, flushAll } from './flush.ts';
import type { LoggerSettings } from './logger-options.ts';
import { Outlets } from './outlets.ts';
import type { Info } from './transport.ts';

/** Where a logger keeps {@link LoggerCore}; its children find it through their prototype. */
export const CORE = Symbol('core');

const LEVEL = Symbol.for('level');

/** How many infos a logger without transports keeps for the first that is added. */
const KEPT_WITHOUT_TRANSPORTS = 1_000;

/** What is within a logger of ours: the way from a written info to its transports. */
export class LoggerCore {
  readonly outlets: Outlets;
  readonly room: { -readonly [K in keyof BacklogRoom]: BacklogRoom[K] };
  settings: LoggerSettings = {};
  readonly #logger: StockLogger;
  /** Stands among the listeners of `data` in place of those of the pipes, and holds nobody up. */
  readonly #deliver: (info: Info) => void;
  #hasComplained = false;

  constructor(logger: StockLogger) {
    this.#logger = logger;
    this.room = {
      maxRecords: 100_000,
      stuckMillis: 10_000,
      clock: systemClock,
      diagnostics: processDiagnostics,
    };
    this.outlets = new Outlets(this.room);
    this.#deliver = (info) => {
      if (info) this.outlets.put(info, undefined);
    };
  }

  /** Takes over our own options. */
  apply(settings: LoggerSettings): void {
    this.settings = settings;
    this.room.maxRecords = settings.backlog?.maxRecords ?? 100_000;
    this.room.stuckMillis = settings.backlog?.stuckMillis ?? 10_000;
    this.room.diagnostics = settings.diagnostics ?? processDiagnostics;
  }

  /** Pipes as Winston does, but infos come to the new transport through its outlet. */
  pipe<T>(pipe: () => T): T {
    const logger = this.#logger;
    const before = new Set(logger.listeners('data'));
    const answer = pipe();
    for (const listener of logger.listeners('data')) {
      if (!before.has(listener)) logger.removeListener('data', listener as () => void);
    }
    this.follow();
    return answer;
  }

  /** Takes over which transports the logger has. */
  follow(): void {
    const logger = this.#logger;
    const { transports } = logger;
    this.outlets.follow(transports);
    // `on` of a readable stream would make it flow, and lines that wait for the first transport would be gone.
    const isListening = logger.listeners('data').includes(this.#deliver);
    if (transports.length > 0 && !isListening) EventEmitter.prototype.on.call(logger, 'data', this.#deliver);
    if (transports.length === 0 && isListening) logger.removeListener('data', this.#deliver);
  }

  /** Whether anybody wants to see infos of a level; `loggers` as of `Outlet.put`. */
  wants(level: string, loggers: string | undefined): boolean {
    const logger = this.#logger;
    if (logger.silent) return false;
    if (this.settings.formatFirst === true || this.outlets.list.length === 0) return true;
    return this.outlets.wants(level, loggers) || logger.listenerCount('data') > 1;
  }

  /** Formats an info and hands it to whoever wants it. Throws what formats and transports throw. */
  pass(info: Info, loggers: string | undefined): void {
    const logger = this.#logger;
    if (logger.silent) return;
    info[LEVEL] ||= info['level'];
    const level = info[LEVEL] as string;
    if (!logger.levels[level] && logger.levels[level] !== 0) {
      complainOfLevel(level);
    }
    if (this.outlets.list.length === 0) this.#complain(info);
    else if (!this.wants(level, loggers)) return;
    const formatted = logger.format.transform(info, logger.format.options) as Info | null | undefined | false;
    if (!formatted) return;
    const state = logger._readableState;
    const isPlain = state.flowing === true && state.length === 0 && logger.listenerCount('data') === 1;
    if (isPlain || loggers !== undefined) this.outlets.put(formatted, loggers);
    else if (this.outlets.list.length > 0 || state.length < KEPT_WITHOUT_TRANSPORTS) logger.push(formatted);
  }

  /** Ends every transport when it has what waits for it; resolves when all have finished. */
  async end(): Promise<void> {
    await Promise.all([...new Set(this.outlets.list)].map((outlet) => outlet.end()));
  }

  flush(deadlineMillis: number): Promise<FlushAnswer> {
    return flushAll(this.outlets.list, deadlineMillis);
  }

  /** Winston says so for every line. */
  #complain(info: Info): void {
    if (this.#hasComplained) return;
    this.#hasComplained = true;
    complainOfNoTransports(info);
  }
}
