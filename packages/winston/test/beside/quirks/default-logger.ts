import { withClock } from '../clock.ts';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { turns, type Watch } from '../watch.ts';
import { ofWholePackage } from './of-whole-package.ts';

/** Uses the default logger, which is one for the whole process, and leaves it as it was. */
async function withDefaultLogger(winston: Loose, watch: Watch, use: () => void | Promise<void>): Promise<void> {
  winston.configure({ transports: watch.transport('out') });
  watch.name(winston.info('first'), '<default logger>');
  watch.seen.length = 0;
  try {
    await use();
  } finally {
    winston.clear();
    winston.configure();
    winston.level = 'info';
  }
}

export const defaultLogger: readonly Scenario[] = [
  ofWholePackage('the default logger has no transports, and says so', async (winston, watch) => {
    watch.note('default', winston.default, winston.level, winston.exitOnError);
    watch.note(
      'handlers',
      winston.exceptions instanceof winston.ExceptionHandler,
      winston.rejections instanceof winston.RejectionHandler,
    );
    winston.info('nowhere');
    // What has gone nowhere waits for the first transport, which would be one of the scenarios after this.
    winston.add(watch.transport('first'));
    await turns();
    winston.clear();
  }),
  ofWholePackage('the level methods of the module are those of the default logger', (winston, watch) =>
    withDefaultLogger(winston, watch, () => {
      for (const level of Object.keys(winston.config.npm.levels))
        watch.call(level, () => winston[level](level, { x: 1 }));
      const { info, log } = winston;
      watch.call('detached', () => info('detached'));
      watch.call('log', () => log('warn', 'by log'));
      watch.call('log of an info', () => log({ level: 'info', message: 'mine' }));
      watch.call('without arguments', () => winston.info());
    }),
  ),
  ofWholePackage('level and exitOnError of the module are those of the default logger', (winston, watch) =>
    withDefaultLogger(winston, watch, () => {
      winston.level = 'silly';
      winston.silly('now shown');
      winston.exitOnError = false;
      watch.note('read', winston.level, winston.exitOnError);
      winston.exitOnError = true;
      watch.call('default set', () => (winston.default = 1));
    }),
  ),
  ofWholePackage('the other methods of the module are those of the default logger', (winston, watch) =>
    withDefaultLogger(winston, watch, () => {
      const transport = watch.transport('added');
      watch.call('add', () => winston.add(transport));
      watch.note('transports', winston.default.transports.length);
      watch.call('remove', () => winston.remove(transport));
      watch.call('child', () => winston.child({ request: 1 }).info('of a child') === undefined);
      withClock((tick) => {
        watch.call('profile', () => winston.profile('work'));
        tick(3);
        watch.call('profile', () => winston.profile('work'));
        const timer = winston.startTimer();
        tick(4);
        watch.call('done', () => timer.done({ message: 'timed' }));
      });
      watch.note('stream', typeof winston.stream().destroy);
      winston.query({}, (error: unknown, results: unknown) => watch.note('query', error, results));
      watch.call('configure', () => winston.configure({ level: 'error', transports: watch.transport('new') }));
      winston.info('too low');
      winston.error('high enough');
      watch.call('clear', () => winston.clear());
    }),
  ),
  ofWholePackage('the deprecated ways of the module to handle exceptions', (winston, watch) => {
    const count = () => [process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection')];
    const before = count();
    const difference = () => count().map((now, at) => now - (before[at] ?? 0));
    const transport = watch.transport('out');
    watch.call('handleExceptions', () => winston.handleExceptions(transport));
    watch.note('listeners', difference());
    watch.call('unhandleExceptions', () => winston.unhandleExceptions());
    winston.exceptions.unhandle();
    winston.rejections.unhandle();
    winston.clear();
    watch.note('listeners', difference());
  }),
];
