import TransportStream from 'winston-transport';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { turns } from '../watch.ts';

export const transportErrors: readonly Scenario[] = [
  {
    title: 'error and warn of a transport come to the logger, with the transport',
    run(winston, watch) {
      const transport = watch.transport('out');
      const logger = watch.logger(winston, { transports: transport });
      watch.events(logger, 'logger', 'error', 'warn');
      transport.emit('error', new Error('an error'));
      transport.emit('warn', new Error('a warning'));
      logger.info('goes on');
      watch.note('transports', logger.transports);
    },
  },
  {
    title: 'an error that a transport calls back comes to the logger, and the transport stays',
    async run(winston, watch) {
      const transport = new TransportStream({
        log: (info: Loose, next: (error?: Error) => void) => {
          watch.note('out', info.message);
          next(info.message === 'bad' ? new Error('refused') : undefined);
        },
      });
      watch.name(transport, '<out>');
      const logger = watch.logger(winston, { transports: transport });
      watch.events(logger, 'logger', 'error');
      logger.info('bad');
      await turns();
      logger.info('good');
      await turns();
      watch.note('transports', logger.transports.length);
    },
  },
  {
    title: 'an error of a transport that nobody listens to is thrown where it is emitted',
    run(winston, watch) {
      const transport = watch.transport('out');
      watch.logger(winston, { transports: transport });
      watch.call('emit', () => transport.emit('error', new Error('unheard')));
    },
  },
  {
    title: 'a transport that was removed and then emits an error is added again',
    run(winston, watch) {
      const transport = watch.transport('out');
      const logger = watch.logger(winston, { transports: [transport, watch.transport('other')] });
      logger.on('error', () => watch.note('error'));
      logger.remove(transport);
      watch.note('transports', logger.transports);
      transport.emit('error', new Error('late'));
      watch.note('transports', logger.transports);
      logger.info('hello');
    },
  },
  {
    title: 'a transport without log that was piped to by hand throws at the call',
    run(winston, watch) {
      const logger = watch.logger(winston);
      logger.pipe(new TransportStream({}));
      watch.call('info', () => logger.info('nobody logs it'));
    },
  },
  {
    title: 'a transport that is destroyed says so when it is written to',
    async run(winston, watch) {
      const transport = watch.transport('out');
      const logger = watch.logger(winston, { transports: [transport, watch.transport('other')] });
      watch.events(logger, 'logger', 'error');
      transport.destroy();
      watch.call('info', () => logger.info('after'));
      await turns();
    },
  },
  {
    title: 'a transport that ends by itself is let go of, and the next line goes nowhere',
    async run(winston, watch) {
      const transport = watch.transport('out');
      const logger = watch.logger(winston, { transports: transport });
      logger.on('error', (error: Error) => watch.note('error', error.message));
      transport.end();
      await turns();
      watch.note('transports', logger.transports);
      watch.call('info', () => logger.info('after'));
      await turns();
    },
  },
];
