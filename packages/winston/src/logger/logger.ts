import { dropHandlers, giveOwnHandlers } from '../exceptions/own-handlers.ts';
import type { FilterCounts } from '@tailrace/core';
import { StockLogger, type StockOptions } from '../stock.ts';
import { CHILD, type Child, childOf, type ChildMeta, type ChildOptions } from './child.ts';
import { CORE, LoggerCore } from './logger-core.ts';
import { type LoggerSettings, splitOptions } from './logger-options.ts';
import type { Info } from './transport.ts';
import { json } from '../formats/json.ts';
import type { FlushAnswer } from './flush.ts';
import { logInfo } from './log-forms.ts';
import { listenFor } from './uncaught.ts';

type Done = (error?: Error | null) => void;

/** What a logger of ours takes besides Winston's own options. */
export interface LoggerOptions extends StockOptions, LoggerSettings {}

/**
 * A Winston logger, in every way a `winston.Logger`, that takes the short way: what no transport wants is not
 * formatted, and transports that have time are given their infos at once.
 *
 * @example
 * const logger = createLogger({ transports: [new transports.File({ filename: 'app.log' })] });
 */
export class Logger extends StockLogger {
  declare [CORE]: LoggerCore | undefined;

  /** Winston's: takes over options, with new transports in place of the old. Ours may stand beside them. */
  override configure(options: LoggerOptions = {}): void {
    const { settings, winstons } = splitOptions(options);
    // As with Winston, what a child is configured with beside transports stands on the child and concerns nobody else.
    const level = childIn(this) === undefined ? coreOf(this).apply(settings, winstons) : undefined;
    dropHandlers(this);
    // Winston's own format does the same, and takes twice the time.
    const format = winstons.format ?? this.format ?? json();
    super.configure(level === undefined ? { ...winstons, format } : { ...winstons, format, level });
    for (const transport of coreOf(this).childOutlets.keys()) listenFor(this, transport);
  }

  override write(info: unknown, encoding?: unknown, callback?: unknown): boolean {
    const isPlain = encoding === undefined && callback === undefined && typeof info === 'object' && info !== null;
    return isPlain ? coreOf(this).take(info as Info) : super.write(info, encoding, callback);
  }

  override _transform(info: Info, _encoding: string, callback: Done): void {
    try {
      coreOf(this).passOn(info);
    } finally {
      this._writableState.sync = false;
      callback();
    }
  }

  override _final(callback: Done): void {
    // Not within the promise, in which what a listener of `finish` throws would be nobody's.
    void coreOf(this)
      .end()
      .then(() => setImmediate(callback));
  }

  override log(...parameters: unknown[]): this {
    logInfo(this, coreOf(this), childIn(this), parameters);
    return this;
  }

  override pipe<T>(destination: T, options?: unknown): T {
    return coreOf(this).pipe(() => super.pipe(destination, options), destination);
  }

  override unpipe(destination?: unknown): this {
    super.unpipe(destination);
    coreOf(this).follow();
    return this;
  }

  /**
   * Winston's: a logger whose infos have more metadata. Ours besides: `meta` may be a function, asked at each call; and
   * a child may have a level, a name, transports and filters of its own.
   *
   * @throws TailraceError for options that are wrong.
   * @example
   * const log = logger.child({ job }, { level: 'debug', name: 'jobs' });
   */
  override child(meta?: ChildMeta, options?: ChildOptions): this {
    return childOf(coreOf(this), this, meta, options);
  }

  /** Winston's; a child's own transports count as well, and so do levels by name. */
  override isLevelEnabled(level: string): boolean {
    const core = coreOf(this);
    const child = childIn(this);
    if (core.levels === undefined && child?.outlets === undefined) return super.isLevelEnabled(level);
    return this.levels[level] !== undefined && core.wantsOf(level, child);
  }

  /** Winston's: lets all transports go. What filters hold back goes to them before. */
  override close(): this {
    coreOf(this).letGo();
    return super.close();
  }

  /**
   * What the logger's filters have been offered, and what became of it; for a child with a filter of its own, of that.
   * `undefined` where there is none.
   */
  filterCounts(): FilterCounts | undefined {
    return coreOf(this).filters.counts(childIn(this));
  }

  /**
   * Resolves when all that was logged has been taken by every transport, and those that can flush have; or at the
   * deadline. The logger goes on.
   *
   * @param deadlineMillis - Default 30,000.
   */
  flush(deadlineMillis: number = 30_000): Promise<FlushAnswer> {
    return coreOf(this).flush(deadlineMillis);
  }

  /** Whether any transport, or a listener, wants infos of a level: what is not wanted need not be made. */
  wantsLevel(level: string): boolean {
    return coreOf(this).wantsOf(level, childIn(this));
  }
}

giveOwnHandlers(Logger.prototype);

function childIn(logger: StockLogger): Child | undefined {
  return (logger as { [CHILD]?: Child })[CHILD];
}

/** Winston's constructor configures before a field of ours could be there: it is made when it is first asked for. */
export function coreOf(logger: StockLogger): LoggerCore {
  const known = (logger as Logger)[CORE];
  if (known !== undefined) return known;
  if (!(logger instanceof StockLogger)) throw new TypeError('This method was called on something that is no logger.');
  // oxlint-disable-next-line typescript/unbound-method -- compared, not called
  const made = new LoggerCore(logger, Logger.prototype.write);
  Object.defineProperty(logger, CORE, { value: made });
  return made;
}
