import { isOurs, lastWords } from './last-words.ts';
import { StockRejectionHandler } from './stock-handlers.ts';

/** Winston's handler of unhandled rejections; the process ends as with {@link ExceptionHandler}. */
export class RejectionHandler extends StockRejectionHandler {
  override _unhandledRejection(error: unknown): void {
    if (!isOurs(this.logger)) return super._unhandledRejection(error);
    const info = this.getAllInfo(error);
    return lastWords({ logger: this.logger, error, info, handlers: this._getRejectionHandlers(), kind: 'rejection' });
  }
}
