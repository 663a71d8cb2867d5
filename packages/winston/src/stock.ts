import { TailraceError } from '@tailrace/core/runtime';
import type { Transform } from 'node:stream';
import winston from 'winston';
import type { ReadableState } from './logger/readable-state.ts';
import type { WritableState } from './logger/stream-state.ts';
import type { Format, Info, Levels, Transport } from './logger/transport.ts';

/** What `winston.createLogger` takes, as far as a logger reads it. */
export interface StockOptions {
  silent?: boolean;
  format?: Format;
  defaultMeta?: unknown;
  levels?: Levels;
  level?: string;
  exitOnError?: boolean | ((error: unknown) => boolean);
  transports?: Transport | readonly Transport[];
  exceptionHandlers?: unknown;
  rejectionHandlers?: unknown;
}

/** Winston's own logger, with what its types leave out. */
export interface StockLogger extends Omit<Transform, 'pipe' | 'unpipe' | 'write' | '_write'> {
  readonly _writableState: WritableState;
  readonly _readableState: ReadableState;
  readonly _events: Readonly<Record<string, unknown>>;
  readonly transports: readonly Transport[];
  silent: boolean | undefined;
  format: Format;
  defaultMeta: unknown;
  levels: Levels;
  level: string;
  exceptions: object;
  rejections: object;
  exitOnError: boolean | ((error: unknown) => boolean);
  configure(options?: StockOptions): void;
  child(meta?: unknown): StockLogger;
  log(...parameters: unknown[]): this;
  add(transport: Transport): this;
  remove(transport: Transport): this;
  clear(): this;
  close(): this;
  isLevelEnabled(level: string): boolean;
  pipe<T>(destination: T, options?: unknown): T;
  unpipe(destination?: unknown): this;
  write(info: unknown, encoding?: unknown, callback?: unknown): boolean;
  _transform(info: Info, encoding: string, callback: (error?: Error | null) => void): void;
  _final(callback: (error?: Error | null) => void): void;
  _onEvent(event: string, transport: Transport): void;
  _addDefaultMeta(info: Info): void;
}

interface StockLoggerClass {
  new (options?: StockOptions): StockLogger;
  readonly prototype: StockLogger;
}

/** The levels of a logger that says no others. */
export const NPM_LEVELS: Levels = winston.config.npm.levels;

/** Winston's own class of loggers: ours extend it, so that `instanceof` holds and whoever patches it patches ours. */
export const StockLogger: StockLoggerClass = loggerOf(winston as unknown as { readonly Logger?: StockLoggerClass });

/** Where all of `winston` is replaced by this package, this package needs the real one. */
function loggerOf({ Logger }: { readonly Logger?: StockLoggerClass }): StockLoggerClass {
  if (Logger !== undefined) return Logger;
  throw new TailraceError(
    'TAILRACE_BAD_OPTION',
    "@tailrace/winston needs winston itself, but 'winston' leads to @tailrace/winston again: exempt @tailrace/winston from the override or alias, with pnpm by '@tailrace/winston>winston': '^3.19.0'.",
  );
}

const transform = Object.getPrototypeOf(StockLogger.prototype) as StockLogger;

/** Whether somebody, as OpenTelemetry's instrumentation does, has put a `write` of their own on Winston's logger. */
export function isWritePatched(): boolean {
  return StockLogger.prototype.write !== transform.write;
}
