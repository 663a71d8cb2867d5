import type { StockLogger } from '../stock.ts';
import { ExceptionHandler } from './exception-handler.ts';
import { rememberLogger } from './loggers-alive.ts';
import { RejectionHandler } from './rejection-handler.ts';
import { StockExceptionHandler, StockRejectionHandler } from './stock-handlers.ts';

/**
 * Winston's `configure` makes handlers of its own and puts them on the logger. On loggers with this prototype ours
 * come to stand there, as properties of the logger like Winston's.
 */
export function giveOwnHandlers(prototype: StockLogger): void {
  stepIn(prototype, 'exceptions', (logger, given) => {
    rememberLogger(logger);
    return isExactly(given, StockExceptionHandler) ? new ExceptionHandler(logger) : given;
  });
  stepIn(prototype, 'rejections', (logger, given) =>
    isExactly(given, StockRejectionHandler) ? new RejectionHandler(logger) : given,
  );
}

/** Takes the handlers off a logger before it is configured anew. */
export function dropHandlers(logger: StockLogger): void {
  for (const name of ['exceptions', 'rejections'] as const) {
    if (!Object.hasOwn(logger, name)) continue;
    (logger[name] as { unhandle(): void } | undefined)?.unhandle();
    Reflect.deleteProperty(logger, name);
  }
}

function stepIn(prototype: StockLogger, name: string, own: (logger: StockLogger, given: object) => object): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    get: () => undefined,
    set(this: StockLogger, given: object) {
      const value = own(this, given);
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    },
  });
}

function isExactly(given: object, Class: abstract new (...parameters: never[]) => object): boolean {
  return given instanceof Class;
}
