import type { LogRecord } from '@tailrace/core';
import { type AnyFunction, type Layer, layMethod } from '../layer.ts';
import type { Taker } from './taker.ts';
import { endStock, isOver, transportsOf } from './stock-winston.ts';
import { winstonInfo } from './winston-info.ts';
import { winstonLevel } from './winston-level.ts';
import type { WinstonLogger, WinstonParts, WinstonTransport } from './winston-logger.ts';

/**
 * Hands records to a Winston logger.
 *
 * What one of its transports writes to the console is never bridged, on whoever's account it is: stock Winston hands
 * infos to a transport in the context of whatever call happened to come before, so that alone would not tell.
 */
export class WinstonTaker implements Taker {
  readonly #logger: WinstonParts;
  readonly #levels = new Map<string, string>();
  readonly #watched = new Map<WinstonTransport, Layer<AnyFunction>>();
  #writing = 0;

  constructor(logger: WinstonLogger) {
    this.#logger = logger as unknown as WinstonParts;
    this.#watch();
  }

  get isPrinting(): boolean {
    return this.#writing > 0;
  }

  take(record: LogRecord): boolean {
    const logger = this.#logger;
    if (isOver(logger)) return false;
    this.#watch();
    logger.log(winstonInfo(record, this.#levelOf(record), logger.defaultMeta));
    return true;
  }

  async flush(deadlineMillis: number): Promise<unknown> {
    const logger = this.#logger;
    return typeof logger.flush === 'function' ? logger.flush(deadlineMillis) : endStock(logger, deadlineMillis);
  }

  leave(): void {
    for (const layer of this.#watched.values()) layer.undo();
    this.#watched.clear();
  }

  #levelOf(record: LogRecord): string {
    const key = `${record.level} ${record.severity}`;
    let level = this.#levels.get(key);
    if (level === undefined || !Object.hasOwn(this.#logger.levels, level)) {
      level = winstonLevel(this.#logger.levels, record);
      this.#levels.set(key, level);
    }
    return level;
  }

  /** Notes when transports write, those that were added meanwhile too. */
  #watch(): void {
    for (const transport of transportsOf(this.#logger)) {
      // Tailrace's own never write to the console.
      if (this.#watched.has(transport) || typeof transport.record === 'function') continue;
      if (typeof transport.log !== 'function') continue;
      try {
        const layer = layMethod(transport, 'log', (own, self, parameters) => {
          this.#writing += 1;
          try {
            return own.below.apply(self, parameters);
          } finally {
            this.#writing -= 1;
          }
        });
        this.#watched.set(transport, layer);
      } catch {
        // One that cannot be changed: the asynchronous context has to do.
      }
    }
  }
}
