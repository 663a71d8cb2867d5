import { withClock } from '../clock.ts';
import type { Scenario } from '../scenario.ts';
import { plainLogger } from './plain-logger.ts';

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
