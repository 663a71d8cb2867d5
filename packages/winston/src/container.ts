import winston from 'winston';
import { createLogger, type LeveledLogger } from './logger/create-logger.ts';
import type { LoggerOptions } from './logger/logger.ts';
import type { Transport } from './logger/transport.ts';

interface StockContainer {
  readonly loggers: Map<string, LeveledLogger>;
  readonly options: LoggerOptions;
  add(id: string, options?: LoggerOptions): LeveledLogger;
  get(id: string, options?: LoggerOptions): LeveledLogger;
  has(id: string): boolean;
  close(id?: string): void;
  _delete(id: string): void;
}

const StockContainer = winston.Container as unknown as new (options?: LoggerOptions) => StockContainer;

/** Winston's container of loggers by name; the loggers that it makes are ours. */
export class Container extends StockContainer {
  /** Answers the logger of a name, which is made if there is none. */
  override add(id: string, options?: LoggerOptions): LeveledLogger {
    const known = this.loggers.get(id);
    if (known !== undefined) return known;
    const own = { ...(options ?? this.options) };
    // Each logger has a list of its own, to which others may add.
    own.transports = listOf(own.transports ?? this.options.transports);
    const logger = createLogger(own);
    logger.on('close', () => this._delete(id));
    this.loggers.set(id, logger);
    return logger;
  }
}

function listOf(transports: Transport | readonly Transport[] | undefined): Transport[] {
  if (!transports) return [];
  return Array.isArray(transports) ? [...(transports as readonly Transport[])] : [transports as Transport];
}
