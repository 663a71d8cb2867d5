import type { Scenario } from '../scenario.ts';
import { turns } from '../watch.ts';

export const sharedTransports: readonly Scenario[] = [
  {
    title: 'the levels of a transport are those of its first logger',
    run(winston, watch) {
      const transport = watch.transport('out');
      const first = winston.createLogger({ levels: { a: 0, b: 1 }, level: 'b', transports: transport });
      const second = winston.createLogger({ level: 'info', transports: transport });
      first.b('from the first');
      second.info('from the second, with a level that the first has not');
      watch.note('parent', transport.parent === first);
    },
  },
  {
    title: 'a transport of two loggers has the level of the first where it has none',
    run(winston, watch) {
      const transport = watch.transport('out');
      const first = winston.createLogger({ level: 'error', transports: transport });
      const second = winston.createLogger({ level: 'silly', transports: transport });
      first.info('not from the first');
      second.info('nor from the second');
      second.error('an error from the second');
      first.close();
      second.info('after the first has been closed');
    },
  },
  {
    title: 'a transport that goes from one busy logger to another',
    async run(winston, watch) {
      const transport = watch.transport('slow', { answers: 'later' });
      const first = winston.createLogger({ transports: transport });
      const second = winston.createLogger();
      for (let line = 0; line < 5; line += 1) first.info(`first ${line}`);
      first.remove(transport);
      second.add(transport);
      for (let line = 0; line < 5; line += 1) second.info(`second ${line}`);
      await turns(60);
    },
  },
  {
    title: 'a transport that two loggers keep busy has the lines of each in order',
    async run(winston, watch) {
      const transport = watch.transport('slow', { answers: 'later' });
      const a = winston.createLogger({ transports: transport });
      const b = winston.createLogger({ transports: transport });
      for (let line = 0; line < 6; line += 1) {
        a.info(`a${line}`);
        b.info(`b${line}`);
      }
      await turns(80);
      // Which of the two is first is nobody's promise.
      watch.seen.sort();
    },
  },
  {
    title: 'more than ten loggers on one transport',
    run(winston, watch) {
      const transport = watch.transport('out');
      // It would be warned of on standard error otherwise, in the middle of the results.
      transport.setMaxListeners(0);
      const loggers = Array.from({ length: 12 }, () => winston.createLogger({ transports: transport }));
      for (const [index, logger] of loggers.entries()) logger.info(`from ${index}`);
    },
  },
];
