import winston from 'winston';
import type { Levels } from './transport.ts';
import { levelMethod } from './level-method.ts';
import { Logger, type LoggerOptions } from './logger.ts';

/** A logger with a method for each of its levels. */
export type LeveledLogger = Logger & Record<string, (...parameters: unknown[]) => LeveledLogger>;

/**
 * Makes a logger with a method for each level, as `winston.createLogger` does.
 *
 * @throws TailraceError where one of our own options is wrong; Error where one is given that Winston 3 removed.
 */
export function createLogger(options: LoggerOptions = {}): LeveledLogger {
  // Winston's own writes them into the caller's options, and some read them there.
  const levels = (options.levels ??= winston.config.npm.levels as Levels);
  class DerivedLogger extends Logger {}
  const logger = new DerivedLogger(options) as LeveledLogger;
  const methods = DerivedLogger.prototype as unknown as Record<string, unknown>;
  for (const level of Object.keys(levels)) {
    if (level === 'log') {
      console.warn('Level "log" not defined: conflicts with the method "log". Use a different level name.');
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
