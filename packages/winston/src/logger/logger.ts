import { dropHandlers, giveOwnHandlers } from '../exceptions/own-handlers.ts';
import { StockLogger, isWritePatched, type StockOptions } from '../stock.ts';
import { childOf, type ChildMeta, type ChildOptions } from './child.ts';
import { CORE, LoggerCore } from './logger-core.ts';
import { type LoggerSettings, splitOptions } from './logger-options.ts';
import { beginWrite, endWrite, isIdle } from './stream-state.ts';
import type { Info, Transport } from './transport.ts';
import { json } from '../formats/json.ts';
import type { FlushAnswer } from './flush.ts';
import { logInfo } from './log-forms.ts';

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
    coreOf(this).apply(settings);
    dropHandlers(this);
    // Winston's own format does the same, and takes twice the time.
    super.configure({ ...winstons, format: winstons.format ?? this.format ?? json() });
  }

  override write(info: unknown, encoding?: unknown, callback?: unknown): boolean {
    const state = this._writableState;
    const isPlain = encoding === undefined && callback === undefined && typeof info === 'object' && info !== null;
    if (!isPlain || !isIdle(state) || isWritePatched()) return super.write(info, encoding, callback);
    beginWrite(state, 1);
    try {
      coreOf(this).pass(info as Info, undefined);
    } finally {
      if (!endWrite(state)) state.onwrite();
      state.sync = false;
    }
    return true;
  }

  override _transform(info: Info, _encoding: string, callback: Done): void {
    try {
      coreOf(this).pass(info, undefined);
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
    logInfo(this, parameters);
    return this;
  }

  override pipe<T>(destination: T, options?: unknown): T {
    return coreOf(this).pipe(() => super.pipe(destination, options));
  }

  override unpipe(destination?: unknown): this {
    super.unpipe(destination);
    coreOf(this).follow();
    return this;
  }

  /**
   * Winston's: a logger whose infos have more metadata. Ours besides: `meta` may be a function, asked at each call; and
   * a child may have a level and transports of its own.
   */
  override child(meta?: ChildMeta, options?: ChildOptions): this {
    return childOf(this, meta, options);
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
    return coreOf(this).wants(level, undefined);
  }
}

giveOwnHandlers(Logger.prototype);

/** Winston's constructor configures before a field of ours could be there: it is made when it is first asked for. */
export function coreOf(logger: StockLogger): LoggerCore {
  const known = (logger as Logger)[CORE];
  if (known !== undefined) return known;
  const made = new LoggerCore(logger);
  Object.defineProperty(logger, CORE, { value: made });
  return made;
}

export type { Transport };
