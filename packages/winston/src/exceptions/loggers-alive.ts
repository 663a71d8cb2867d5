import type { StockLogger } from '../stock.ts';

const loggers = new Set<WeakRef<StockLogger>>();
const gone = new FinalizationRegistry<WeakRef<StockLogger>>((reference) => loggers.delete(reference));

/** Keeps a logger in mind for as long as somebody has it. */
export function rememberLogger(logger: StockLogger): void {
  const reference = new WeakRef(logger);
  loggers.add(reference);
  gone.register(logger, reference);
}

/** The loggers of the process that somebody has. */
export function loggersAlive(): StockLogger[] {
  return [...loggers].map((reference) => reference.deref()).filter((logger) => logger !== undefined);
}
