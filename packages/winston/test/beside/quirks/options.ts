import winstonItself from 'winston';
import type { Scenario } from '../scenario.ts';
import { plainLogger } from './plain-logger.ts';

const REMOVED = ['colors', 'emitErrs', 'formatters', 'padLevels', 'rewriters', 'stripColors'];

export const options: readonly Scenario[] = [
  {
    title: 'options that Winston 3 removed throw, each of them, and the transports are there by then',
    run(winston, watch) {
      for (const name of REMOVED) {
        watch.call(name, () => winston.createLogger({ [name]: [] }));
        watch.call(`${name}, falsy`, () => winston.createLogger({ [name]: false }) instanceof winston.Logger);
      }
      const transport = watch.transport('out');
      const logger = winston.createLogger();
      watch.call('configure', () => logger.configure({ colors: {}, transports: transport }));
      watch.note('transports', logger.transports.length);
    },
  },
  {
    title: 'options that nobody knows are ignored',
    run(winston, watch) {
      const logger = plainLogger(winston, watch, { unknown: 1, handleExceptions: true, padding: {} });
      logger.info('hello');
      watch.note('not on the logger', 'unknown' in logger, logger.handleExceptions === true);
    },
  },
  {
    title: 'the defaults',
    run(winston, watch) {
      const logger = winston.createLogger({});
      watch.note(
        'defaults',
        logger.level,
        logger.silent,
        logger.exitOnError,
        logger.defaultMeta,
        logger.transports,
        logger.profilers,
      );
      watch.note('format', typeof logger.format.transform, logger.format.options);
    },
  },
  {
    title: 'silent, level, exitOnError and defaultMeta are what was given, whatever it is',
    run(winston, watch) {
      const logger = winston.createLogger({ silent: 'yes', level: 7, exitOnError: 0, defaultMeta: 'text' });
      watch.note('given', logger.silent, logger.level, logger.exitOnError, logger.defaultMeta);
      const empty = winston.createLogger({
        silent: null,
        level: null,
        exitOnError: null,
        defaultMeta: null,
        transports: null,
        format: null,
      });
      watch.note(
        'null',
        empty.silent,
        empty.level,
        empty.exitOnError,
        empty.defaultMeta,
        empty.transports,
        typeof empty.format.transform,
      );
    },
  },
  {
    title: 'configure starts anew, but keeps format and levels where none are given',
    run(winston, watch) {
      const first = watch.transport('first', { close: () => watch.note('first closed') });
      const format = winston.format.simple();
      const logger = watch.logger(winston, {
        level: 'silly',
        silent: false,
        defaultMeta: { a: 1 },
        format,
        levels: winstonItself.config.syslog.levels,
        transports: first,
      });
      logger.profile('running');
      watch.call('configure', () => logger.configure({ transports: watch.transport('second') }));
      watch.note('kept', logger.format === format, logger.levels === winstonItself.config.syslog.levels);
      watch.note('reset', logger.level, logger.silent, logger.defaultMeta, logger.exitOnError, logger.profilers);
      logger.info('hello');
      watch.call('configure without options', () => logger.configure());
      watch.note('transports', logger.transports);
    },
  },
];
