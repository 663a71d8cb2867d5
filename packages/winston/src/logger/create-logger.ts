import { NPM_LEVELS } from '../stock.ts';
import { complainOfLevelLog } from './complaints.ts';
import { levelMethod } from './level-method.ts';
import { Logger, type LoggerOptions } from './logger.ts';

type NpmLevel = 'error' | 'warn' | 'info' | 'http' | 'verbose' | 'debug' | 'silly';

/** A logger with a method for each of its levels; those of Winston's default levels are named. */
export type LeveledLogger = Logger & Record<NpmLevel, (...parameters: unknown[]) => LeveledLogger>;

/**
 * Makes a logger with a method for each level, as `winston.createLogger` does.
 *
 * @throws TailraceError where one of our own options is wrong; Error where one is given that Winston 3 removed.
 */
export function createLogger(options: LoggerOptions = {}): LeveledLogger {
  // Winston's own writes them into the caller's options, and some read them there.
  const levels = (options.levels ??= NPM_LEVELS);
  class DerivedLogger extends Logger {}
  const logger = new DerivedLogger(options) as LeveledLogger;
  const methods = DerivedLogger.prototype as unknown as Record<string, unknown>;
  for (const level of Object.keys(levels)) {
    if (level === 'log') {
      complainOfLevelLog();
      continue;
    }
    methods[level] = levelMethod(level, logger);
    const name = `is${level.charAt(0).toUpperCase()}${level.slice(1)}Enabled`;
    methods[name] = function isEnabled(this: Logger | undefined): boolean {
      return (this ?? logger).isLevelEnabled(level);
    };
  }
  return logger;
}
