import type { Scenario } from '../scenario.ts';
import { heard, turns } from '../watch.ts';

export const endings: readonly Scenario[] = [
  {
    title: 'end finishes the transports, then the logger',
    async run(winston, watch) {
      const transport = watch.transport('out');
      const logger = watch.logger(winston, { transports: transport });
      watch.events(transport, 'transport', 'finish');
      watch.events(logger, 'logger', 'finish', 'end', 'close');
      logger.info('last words');
      watch.call('end', () => logger.end());
      await heard(logger, 'finish');
      await turns();
      watch.note('ended', logger.writableEnded, logger._writableState.finished, transport._writableState.finished);
    },
  },
  {
    title: 'end with a last info, and with a callback',
    async run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('out') });
      logger.end({ level: 'info', message: 'last words' }, () => watch.note('called back'));
      await heard(logger, 'finish');
    },
  },
  {
    title: 'end without transports',
    async run(winston, watch) {
      const logger = winston.createLogger();
      const finished = heard(logger, 'finish');
      logger.end();
      await finished;
      watch.note('finished');
    },
  },
  {
    title: 'a line after end is an error of the stream',
    async run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('out') });
      watch.events(logger, 'logger', 'error');
      logger.end();
      watch.call('info', () => logger.info('too late'));
      await turns();
      watch.call('info', () => logger.info('far too late'));
      await turns();
    },
  },
  {
    title: 'end twice',
    async run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('out') });
      watch.events(logger, 'logger', 'finish', 'error');
      logger.end();
      logger.end();
      await turns();
    },
  },
  {
    title: 'end with a transport that has ended before',
    async run(winston, watch) {
      const transport = watch.transport('out');
      const logger = watch.logger(winston, { transports: [transport, watch.transport('other')] });
      watch.events(logger, 'logger', 'finish', 'error');
      const finished = heard(transport, 'finish');
      transport.end();
      await finished;
      transport.finished = true;
      logger.end();
      await turns();
    },
  },
  {
    title: 'close removes the transports and closes them, says so, and the logger can be used on',
    async run(winston, watch) {
      const logger = watch.logger(winston, {
        transports: watch.transport('out', { close: () => watch.note('transport closed') }),
      });
      watch.events(logger, 'logger', 'close', 'finish');
      watch.call('close', () => logger.close());
      watch.note('transports', logger.transports);
      logger.add(watch.transport('next'));
      logger.info('goes on');
      watch.call('close', () => logger.close());
    },
  },
  {
    title: 'destroy of a logger',
    async run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('out') });
      watch.events(logger, 'logger', 'close', 'error', 'finish');
      logger.info('before');
      logger.destroy();
      await turns();
      watch.note('destroyed', logger.destroyed);
    },
  },
];
