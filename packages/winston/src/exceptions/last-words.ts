import { CORE, type LoggerCore } from '../logger/logger-core.ts';
import type { Outlet } from '../logger/outlet.ts';
import { takersOf, type Uncaught } from '../logger/uncaught.ts';
import type { StockLogger } from '../stock.ts';
import { loggersAlive } from './loggers-alive.ts';
import type { ErrorInfo, Piped } from './stock-handlers.ts';
import { whenTaken } from './when-taken.ts';

/** How long the process waits for transports, as with Winston. */
const LAST_WORDS_MILLIS = 3_000;

interface LastWords {
  readonly logger: StockLogger;
  readonly error: unknown;
  readonly info: ErrorInfo;
  /** Which of the logger's own transports take errors of this kind. */
  readonly handlers: readonly Piped[];
  readonly kind: Uncaught;
}

/** How many ends of the process are under way; later errors are to be logged as well. */
let pending = 0;
let deadline: NodeJS.Timeout | undefined;

/** Logs an error that nobody caught, and ends the process unless `exitOnError` says otherwise or nobody logs it. */
export function lastWords({ logger, error, info, handlers, kind }: LastWords): void {
  const ends = typeof logger.exitOnError === 'function' ? logger.exitOnError(error) : logger.exitOnError;
  const ofChildren = takersOf(kind, coreIn(logger)?.childOutlets.values() ?? []);
  if (handlers.length + ofChildren.length === 0) {
    if (ends) warnOfNobody(kind);
    return;
  }
  // This timer keeps the process alive; with nothing else to do it would end by itself, as if nothing had happened.
  if (ends) deadline ??= setTimeout(exit, LAST_WORDS_MILLIS);
  logger.log(info);
  if (ends) void exitWhenTaken();
}

/** The words are Winston's, for which people search. */
function warnOfNobody(kind: string): void {
  // oxlint-disable-next-line no-console -- Winston says so there
  console.warn(`winston: exitOnError cannot be true with no ${kind} handlers.`);
  // oxlint-disable-next-line no-console -- its second line
  console.warn('winston: not exiting process.');
}

/** Whether an end can be waited for: a logger may have been made by Winston itself. */
export function isOurs(logger: StockLogger): boolean {
  return CORE in logger;
}

/** All loggers have as long as this one: what they were given before the error is as worth keeping. */
async function exitWhenTaken(): Promise<void> {
  pending += 1;
  await Promise.all(outletsAlive().map(whenTaken));
  pending -= 1;
  if (pending === 0) exit();
}

function exit(): void {
  clearTimeout(deadline);
  deadline = undefined;
  // Whoever is exiting already has a code of its own.
  if ((process as { _exiting?: boolean })._exiting) return;
  // Where somebody has put another `exit` in its place, Winston's File takes no further errors.
  for (const { transport } of outletsAlive() as { transport: Piped }[]) {
    const target = transport.transport ?? transport;
    if (target.handleExceptions || target.handleRejections) target._ending = true;
  }
  process.exit(1);
}

function outletsAlive(): Outlet[] {
  return loggersAlive().flatMap((logger) => coreIn(logger)?.everyOutlet() ?? []);
}

function coreIn(logger: StockLogger): LoggerCore | undefined {
  return (logger as { [CORE]?: LoggerCore })[CORE];
}
