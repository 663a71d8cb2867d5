import type { StockLogger } from '../stock.ts';
import { ExceptionHandler } from './exception-handler.ts';
import { rememberLogger } from './loggers-alive.ts';
import { RejectionHandler } from './rejection-handler.ts';

/**
 * Winston's `configure` makes handlers of its own and puts them on the logger. On loggers with this prototype ours
 * come to stand there, as properties of the logger like Winston's.
 */
export function giveOwnHandlers(prototype: StockLogger): void {
  stepIn(prototype, 'exceptions', (logger) => {
    rememberLogger(logger);
    return new ExceptionHandler(logger);
  });
  stepIn(prototype, 'rejections', (logger) => new RejectionHandler(logger));
}

/** Takes the handlers off a logger before it is configured anew. */
export function dropHandlers(logger: StockLogger): void {
  for (const name of ['exceptions', 'rejections'] as const) {
    if (!Object.hasOwn(logger, name)) continue;
    (logger[name] as { unhandle(): void } | undefined)?.unhandle();
    Reflect.deleteProperty(logger, name);
  }
}

function stepIn(prototype: StockLogger, name: string, own: (logger: StockLogger) => object): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    get: () => undefined,
    set(this: StockLogger) {
      Object.defineProperty(this, name, { value: own(this), writable: true, enumerable: true, configurable: true });
    },
  });
}
