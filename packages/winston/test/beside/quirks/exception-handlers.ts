import type { Scenario } from '../scenario.ts';

export const exceptionHandlers: readonly Scenario[] = [
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
