import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { plainLogger } from './plain-logger.ts';

export const levelMethods: readonly Scenario[] = [
  {
    title: 'level methods work without their logger',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      const { info, isInfoEnabled } = logger;
      watch.call('info', () => info('detached'));
      watch.call('info with meta', () => info('detached', { x: 1 }));
      watch.call('info of nothing', () => info());
      watch.call('isInfoEnabled', () => isInfoEnabled());
      ['each'].forEach(info);
    },
  },
  {
    title: 'level methods of something that is no logger throw a TypeError',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      for (const owner of [{ write: logger.info }, 42, 'text']) {
        try {
          logger.info.call(owner, 'misplaced');
        } catch (error) {
          watch.note('throws a', (error as Error).name);
        }
      }
    },
  },
  {
    title: 'all ways of logging answer the logger, and write answers true',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      watch.call('info', () => logger.info('a'));
      watch.call('info with meta', () => logger.info('a', { x: 1 }));
      watch.call('log', () => logger.log('info', 'a'));
      watch.call('log of an info', () => logger.log({ level: 'info', message: 'a' }));
      watch.call('write', () => logger.write({ level: 'info', message: 'a' }));
      watch.call('debug, which nobody wants', () => logger.debug('a'));
    },
  },
  {
    title: 'a subclass may put a log of its own in place, and level methods with several arguments use it',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      logger.log = (...parameters: unknown[]) => {
        watch.note('own log', ...parameters);
        return 'of its own';
      };
      watch.call('one argument', () => logger.info('a'));
      watch.call('two arguments', () => logger.info('a', { x: 1 }));
      watch.call('none', () => logger.info());
    },
  },
  {
    title: 'an info can be written again, and keeps what it was given',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      const info: Loose = { message: 'again' };
      logger.info(info);
      logger.warn(info);
      watch.note('the info', info);
    },
  },
];
