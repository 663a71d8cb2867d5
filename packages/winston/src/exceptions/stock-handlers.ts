import winston from 'winston';
import type { StockLogger } from '../stock.ts';
import type { Transport } from '../logger/transport.ts';

/** What is logged of an error that nobody caught. */
export type ErrorInfo = Record<PropertyKey, unknown>;

/** A transport as these handlers see it. */
export interface Handling extends Transport {
  /** Set where the process is about to end; Winston's File ends itself after the next line then. */
  _ending?: boolean;
}

/** What a logger pipes to: a transport, or Winston's wrapper around one. */
export type Piped = Handling & { readonly transport?: Handling };

/** Winston's own handlers, with what its types leave out. */
interface StockHandler {
  readonly logger: StockLogger;
  handle(...transports: unknown[]): void;
  unhandle(): void;
  getAllInfo(error: unknown): ErrorInfo;
}

interface StockExceptionHandler extends StockHandler {
  _uncaughtException(error: unknown): void;
  _getExceptionHandlers(): Piped[];
}

interface StockRejectionHandler extends StockHandler {
  _unhandledRejection(error: unknown): void;
  _getRejectionHandlers(): Piped[];
}

export const StockExceptionHandler: new (logger: StockLogger) => StockExceptionHandler =
  winston.ExceptionHandler as unknown as new (
    logger: StockLogger,
  ) => StockExceptionHandler;

export const StockRejectionHandler: new (logger: StockLogger) => StockRejectionHandler =
  winston.RejectionHandler as unknown as new (
    logger: StockLogger,
  ) => StockRejectionHandler;
