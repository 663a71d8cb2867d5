import { isOurs, lastWords } from './last-words.ts';
import { StockExceptionHandler } from './stock-handlers.ts';

/**
 * Winston's handler of uncaught exceptions. The process ends as soon as every transport has taken what was logged;
 * Winston waits three seconds for some of them.
 */
export class ExceptionHandler extends StockExceptionHandler {
  override _uncaughtException(error: unknown): void {
    if (!isOurs(this.logger)) return super._uncaughtException(error);
    const info = this.getAllInfo(error);
    return lastWords({ logger: this.logger, error, info, handlers: this._getExceptionHandlers(), kind: 'exception' });
  }
}
