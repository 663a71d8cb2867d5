import winstonItself from 'winston';
import { withClock } from '../clock.ts';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
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
  {
    title: 'new Logger is a logger without level methods',
    run(winston, watch) {
      const logger = watch.name(new winston.Logger({ transports: watch.transport('out') }), '<logger>');
      watch.call('log', () => logger.log('info', 'hello'));
      watch.call('log with meta', () => logger.log('info', 'hello', { x: 1 }));
      watch.note('info', typeof logger.info, logger instanceof winston.Logger);
      watch.call('without options', () => new winston.Logger().level);
      watch.call('called without new', () => winston.Logger());
    },
  },
  {
    title: "a class of one's own on top of Logger",
    run(winston, watch) {
      class Own extends winston.Logger {
        write(info: Loose): boolean {
          watch.note('write', info.message);
          return super.write(info);
        }
        _addDefaultMeta(info: Loose): void {
          info.added = true;
        }
      }
      const logger = watch.name(new (Own as Loose)({ transports: watch.transport('out') }), '<logger>');
      watch.call('log', () => logger.log('info', 'hello'));
      watch.call('log with meta', () => logger.log('info', 'hello', { x: 1 }));
    },
  },
  {
    title: 'write may be replaced on one logger, and everything goes through it',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      const { write } = logger;
      logger.write = function (this: Loose, info: Loose, ...rest: unknown[]) {
        info.injected = true;
        return write.call(this, info, ...rest);
      };
      logger.info('hello');
      logger.info('hello', { x: 1 });
      logger.log({ level: 'info', message: 'hello' });
      logger.child({ request: 1 }).info('hello');
    },
  },
  {
    title: 'every logger has a prototype of its own, so that methods can be put on it',
    run(winston, watch) {
      const a = winston.createLogger();
      const b = winston.createLogger();
      watch.note(
        'prototypes',
        Object.getPrototypeOf(a) === Object.getPrototypeOf(b),
        Object.hasOwn(a, 'info'),
        Object.hasOwn(Object.getPrototypeOf(a), 'info'),
      );
      watch.note('names', a.constructor.name, Object.getPrototypeOf(a.constructor) === winston.Logger);
      Object.getPrototypeOf(a).shout = () => 'loud';
      watch.note('shout', a.shout(), typeof b.shout);
    },
  },
  {
    title: 'setLevels does nothing and cli throws',
    run(winston, watch) {
      const logger = watch.logger(winston);
      watch.call('setLevels', () => logger.setLevels({ a: 1 }));
      watch.call('cli', () => logger.cli());
    },
  },
  {
    title: 'the deprecated ways to handle exceptions warn, and lead to the new ones',
    run(winston, watch) {
      const logger = winston.createLogger();
      const before = process.listenerCount('uncaughtException');
      const transport = watch.transport('out');
      watch.call('handleExceptions', () => logger.handleExceptions(transport));
      watch.note(
        'listeners',
        process.listenerCount('uncaughtException') - before,
        transport.handleExceptions,
        logger.exceptions.handlers.size,
        logger.transports.length,
      );
      watch.call('unhandleExceptions', () => logger.unhandleExceptions());
      watch.note('listeners', process.listenerCount('uncaughtException') - before, logger.transports.length);
      watch.call('handleRejections', () => logger.handleRejections(transport));
      watch.call('unhandleRejections', () => logger.unhandleRejections());
    },
  },
  {
    title: 'exceptionHandlers and rejectionHandlers listen to the process until close',
    run(winston, watch) {
      const count = () => [process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection')];
      const before = count();
      const difference = () => count().map((now, at) => now - (before[at] ?? 0));
      const logger = winston.createLogger({
        transports: watch.transport('out'),
        exceptionHandlers: [watch.transport('a'), watch.transport('b')],
        rejectionHandlers: watch.transport('c'),
      });
      watch.note(
        'listening',
        difference(),
        logger.transports.length,
        logger.exceptions.handlers.size,
        logger.rejections.handlers.size,
      );
      logger.info('only for out');
      logger.close();
      watch.note('closed', difference(), logger.transports.length);
    },
  },
  {
    title: 'a transport with handleExceptions makes its logger listen to the process',
    run(winston, watch) {
      const before = process.listenerCount('uncaughtException');
      const logger = winston.createLogger({
        transports: watch.transport('out', { handleExceptions: true, handleRejections: true }),
      });
      watch.note(
        'listening',
        process.listenerCount('uncaughtException') - before,
        typeof logger.exceptions.catcher,
        typeof logger.rejections.catcher,
      );
      logger.configure({});
      watch.note('after configure', process.listenerCount('uncaughtException') - before);
    },
  },
  {
    title: 'what is known of an exception',
    run(winston, watch) {
      const logger = winston.createLogger();
      for (const error of [new Error('boom'), 'text', undefined, null, { message: 'like one' }, 42]) {
        const known = logger.exceptions.getAllInfo(error);
        watch.note('keys', Object.keys(known), known.level, known.exception, known.message.split('\n')[0], known.error);
        const rejection = logger.rejections.getAllInfo(error);
        watch.note(
          'keys',
          Object.keys(rejection),
          rejection.level,
          rejection.rejection,
          rejection.message.split('\n')[0],
        );
      }
      watch.note(
        'process',
        Object.keys(logger.exceptions.getProcessInfo()),
        Object.keys(logger.exceptions.getOsInfo()),
      );
    },
  },
];

export const profiling: readonly Scenario[] = [
  {
    title: 'profile twice logs the time between, with level and message of the info or the id',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      withClock((tick) => {
        watch.call('profile', () => logger.profile('work'));
        tick(40);
        watch.call('profile', () => logger.profile('work'));
        logger.profile('other');
        tick(2);
        logger.profile('other', { level: 'warn', message: 'of its own', x: 1 });
        watch.note('profilers', logger.profilers);
      });
    },
  },
  {
    title: 'profile with a callback warns',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      withClock(() => {
        logger.profile('work');
        watch.call('profile', () => logger.profile('work', () => 1, { x: 1 }));
        logger.profile('work');
        watch.call('profile', () => logger.profile('work', null));
      });
    },
  },
  {
    title: 'startTimer logs the time since, and answers what write answers',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      withClock((tick) => {
        const timer = logger.startTimer();
        tick(15);
        watch.note('keys', Object.keys(timer), timer.logger === logger);
        watch.call('done', () => timer.done({ message: 'timed', level: 'warn' }));
        watch.call('done', () => timer.done());
        watch.call('done', () => timer.done('text'));
        watch.call('done with a callback', () => timer.done({ message: 'timed' }, () => 1));
      });
    },
  },
  {
    title: "timers of a child add the child's meta",
    run(winston, watch) {
      const child = plainLogger(winston, watch).child({ request: 1 });
      withClock(() => {
        child.startTimer().done({ message: 'timed' });
        child.profile('work');
        child.profile('work');
      });
    },
  },
  {
    title: 'the level of a profile may be one that nobody wants',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      withClock(() => {
        logger.profile('work');
        watch.call('profile', () => logger.profile('work', { level: 'debug' }));
      });
    },
  },
];
