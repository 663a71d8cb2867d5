import winston from 'winston';
import { Container } from './container.ts';
import { ExceptionHandler } from './exceptions/exception-handler.ts';
import { RejectionHandler } from './exceptions/rejection-handler.ts';
import { format } from './formats/format.ts';
import { createLogger, type LeveledLogger } from './logger/create-logger.ts';
import { Logger } from './logger/logger.ts';

/** What Winston passes through to the logger that it makes itself, besides the methods of the levels. */
const PASSED_THROUGH = [
  'log',
  'query',
  'stream',
  'add',
  'remove',
  'clear',
  'profile',
  'startTimer',
  'handleExceptions',
  'unhandleExceptions',
  'configure',
  'child',
];

type Method = (...parameters: unknown[]) => unknown;

/**
 * Makes all that `winston` hands out: what is ours in place of Winston's own, and the rest as it is, the sentences for
 * what was removed among it.
 */
export function makeApi(transports: object): object {
  const stock: object = winston;
  const logger = createLogger();
  const own: PropertyDescriptorMap = { ...ourParts(transports), ...passThroughs(logger), ...state(logger) };
  const api = {};
  for (const name of Object.getOwnPropertyNames(stock)) {
    const descriptor = Object.getOwnPropertyDescriptor(stock, name) as PropertyDescriptor;
    Object.defineProperty(api, name, { ...descriptor, ...own[name] });
  }
  return api;
}

function ourParts(transports: object): PropertyDescriptorMap {
  const classes = { Logger, ExceptionHandler, RejectionHandler, Container };
  const parts = { transports, format, createLogger, ...classes, loggers: new Container() };
  return mapped(Object.entries(parts));
}

function passThroughs(logger: LeveledLogger): PropertyDescriptorMap {
  const methods = logger as unknown as Record<string, Method>;
  const names = [...Object.keys(winston.config.npm.levels), ...PASSED_THROUGH];
  return mapped([
    ...names.map((name): [string, Method] => [name, (...parameters) => methods[name]?.(...parameters)]),
    // Winston passes these on to methods that its loggers do not have.
    ['handleRejections', (...handlers: unknown[]) => (logger.rejections as RejectionHandler).handle(...handlers)],
    ['unhandleRejections', () => (logger.rejections as RejectionHandler).unhandle()],
  ]);
}

/** What is asked of the default logger, or told to it, as if it were a property of the module. */
function state(logger: LeveledLogger): PropertyDescriptorMap {
  return {
    level: {
      get: () => logger.level,
      set(level: string) {
        logger.level = level;
      },
    },
    exitOnError: {
      get: () => logger.exitOnError,
      set(exitOnError: LeveledLogger['exitOnError']) {
        logger.exitOnError = exitOnError;
      },
    },
    exceptions: { get: () => logger.exceptions },
    rejections: { get: () => logger.rejections },
    default: {
      get() {
        const { exceptionHandlers, rejectionHandlers, transports } = logger as unknown as Record<string, unknown>;
        return { exceptionHandlers, rejectionHandlers, transports };
      },
    },
  };
}

function mapped(entries: readonly (readonly [string, unknown])[]): PropertyDescriptorMap {
  return Object.fromEntries(entries.map(([name, value]) => [name, { value }]));
}
