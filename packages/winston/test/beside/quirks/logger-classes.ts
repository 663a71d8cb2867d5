import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { plainLogger } from './plain-logger.ts';

export const loggerClasses: readonly Scenario[] = [
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
];
