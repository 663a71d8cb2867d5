import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { turns } from '../watch.ts';

export const transports: readonly Scenario[] = [
  {
    title: 'transports is a list whatever the stream keeps: nothing, one, or several',
    run(winston, watch) {
      const logger = watch.logger(winston);
      const look = (label: string) =>
        watch.note(label, logger.transports, logger._readableState.pipes, logger._readableState.pipesCount);
      look('none');
      logger.add(watch.transport('a'));
      look('one');
      logger.add(watch.transport('b'));
      look('two');
      logger.clear();
      look('none again');
    },
  },
  {
    title: 'add answers the logger, and a transport added twice gets everything twice',
    run(winston, watch) {
      const logger = watch.logger(winston);
      const transport = watch.transport('out');
      watch.call('add', () => logger.add(transport));
      watch.call('add', () => logger.add(transport));
      logger.info('hello');
      watch.note('transports', logger.transports.length);
      watch.call('remove', () => logger.remove(transport));
      logger.info('hello');
      watch.note('transports', logger.transports.length);
    },
  },
  {
    title: 'remove of nothing, of a stranger and of one that is there',
    run(winston, watch) {
      const first = watch.transport('first');
      const logger = watch.logger(winston, { transports: [first, watch.transport('second')] });
      watch.call('nothing', () => logger.remove());
      watch.call('null', () => logger.remove(null));
      watch.call('stranger', () => logger.remove(watch.transport('stranger')));
      watch.call('first', () => logger.remove(first));
      logger.info('for the second');
      logger.add(first);
      logger.info('for both');
    },
  },
  {
    title: 'clear removes all and answers the logger',
    run(winston, watch) {
      const logger = watch.logger(winston, { transports: [watch.transport('a'), watch.transport('b')] });
      watch.call('clear', () => logger.clear());
      watch.call('clear', () => logger.clear());
      watch.note('transports', logger.transports);
    },
  },
  {
    title: 'transports may be one or a list, in the options',
    run(winston, watch) {
      watch.logger(winston, { transports: watch.transport('one') }).info('hello');
      watch.logger(winston, { transports: [watch.transport('a'), watch.transport('b')] }).info('hello');
      watch.logger(winston, { transports: [] });
    },
  },
  {
    title: 'a transport learns its levels and its parent when it is added, and forgets and closes when it is removed',
    run(winston, watch) {
      const transport = watch.transport('out', { close: () => watch.note('closed') });
      const logger = watch.logger(winston, { level: 'warn' });
      watch.events(transport, 'transport', 'pipe', 'unpipe');
      logger.add(transport);
      watch.note('levels', transport.levels === logger.levels, transport.parent === logger);
      logger.remove(transport);
      watch.note('parent', transport.parent);
    },
  },
  {
    title: 'the listeners that a logger puts on a transport are marked on it',
    run(winston, watch) {
      const transport = watch.transport('out');
      watch.logger(winston, { transports: transport });
      watch.note('marks', typeof transport.__winstonerror, typeof transport.__winstonwarn);
    },
  },
  {
    title: "what a transport is given is one object for the logger's format and the transport without a format",
    run(winston, watch) {
      let seen: Loose;
      const logger = watch.logger(winston, { transports: watch.transport('out', { first: (info) => (seen = info) }) });
      const info = { message: 'mine' };
      logger.info(info);
      watch.note('the same object', seen === info, seen);
    },
  },
  {
    title: 'a transport may write a line of its own logger while it is given one',
    async run(winston, watch) {
      const transport = watch.transport('out', {
        first: (info) => {
          if (info.message === 'outer') logger.info('inner');
        },
      });
      const logger: Loose = winston.createLogger({ transports: transport });
      logger.info('outer');
      logger.info('after');
      await turns();
    },
  },
  {
    title: 'a transport may be removed by what is done with a line',
    async run(winston, watch) {
      const transport = watch.transport('once', { first: () => logger.remove(transport) });
      const logger: Loose = winston.createLogger({ transports: [transport, watch.transport('always')] });
      logger.info('one');
      logger.info('two');
      await turns();
    },
  },
  {
    title: 'handleExceptions of a transport: infos of exceptions go to no other',
    run(winston, watch) {
      const logger = watch.logger(winston, { transports: [watch.transport('plain'), watch.transport('handles')] });
      logger.transports[1].handleExceptions = true;
      logger.info('for both');
      logger.log({ level: 'error', message: 'of an exception', exception: true });
      logger.log({ level: 'error', message: 'as text', exception: 'true' });
    },
  },
  {
    title: 'who puts another write on a transport in use sees every line',
    async run(winston, watch) {
      const transport = watch.transport('out', { answers: 'later' });
      const logger = winston.createLogger({ transports: transport });
      logger.info('before');
      await turns();
      const { write } = transport;
      let written = 0;
      transport.write = function spy(this: Loose, ...parameters: unknown[]) {
        written += 1;
        return write.apply(this, parameters);
      };
      for (let line = 0; line < 5; line += 1) logger.info(`line ${line}`);
      await turns(40);
      watch.note('written', written);
    },
  },
];
