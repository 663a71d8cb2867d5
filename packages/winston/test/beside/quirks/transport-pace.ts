import TransportStream from 'winston-transport';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { turns } from '../watch.ts';

export const transportPace: readonly Scenario[] = [
  {
    title: 'a transport that takes its time gets everything in order',
    async run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('slow', { answers: 'later' }) });
      for (let line = 0; line < 40; line += 1) logger.info(`line ${line}`);
      await turns(120);
    },
  },
  {
    title: 'a transport with logv is given many at once after a wait',
    async run(winston, watch) {
      let release: (() => void) | undefined;
      const transport = new TransportStream({
        log: (info: Loose, next: () => void) => {
          watch.note('log', info.message);
          release = next;
        },
        logv: (infos: Loose[], next: () => void) => {
          watch.note(
            'logv',
            infos.map(({ chunk }) => chunk.message),
          );
          next();
        },
      });
      const logger = winston.createLogger({ transports: transport });
      for (const line of ['one', 'two', 'three', 'four']) logger.info(line);
      release?.();
      await turns();
    },
  },
  {
    title: 'a transport that calls back twice is told so where it does, and may be ended',
    async run(winston, watch) {
      const transport = new TransportStream({
        log: (info: Loose, next: () => void) => {
          watch.note('out', info.message);
          next();
          if (info.message === 'twice') next();
        },
      });
      const logger = winston.createLogger({ transports: transport });
      watch.events(transport, 'transport', 'finish');
      watch.call('info', () => logger.info('twice') === logger);
      watch.call('info', () => logger.info('once') === logger);
      await turns();
      watch.call('info', () => logger.info('once') === logger);
      logger.end();
      await turns();
      const { _writableState: state } = transport as Loose;
      watch.note('pending', state.pendingcb, state.finished);
    },
  },
  {
    title: 'a transport that calls back twice, later',
    async run(winston, watch) {
      const called: unknown[] = [];
      const transport = new TransportStream({
        log: (info: Loose, next: () => void) => {
          watch.note('out', info.message);
          setImmediate(() => {
            next();
            try {
              next();
            } catch (error) {
              called.push((error as Error).message);
            }
          });
        },
      });
      const logger = winston.createLogger({ transports: transport });
      logger.info('one');
      await turns();
      logger.info('two');
      await turns();
      watch.note('told', called);
    },
  },
  {
    title: 'a transport that answers a promise and never calls back',
    async run(winston, watch) {
      const transport = new TransportStream({
        log: async (info: Loose) => {
          watch.note('out', info.message);
          await turns(1);
        },
      });
      const logger = winston.createLogger({ transports: transport });
      logger.info('one');
      logger.info('two');
      await turns();
    },
  },
  {
    title: 'a transport that is removed while it is busy gets what it was given before',
    async run(winston, watch) {
      const transport = watch.transport('slow', { answers: 'later' });
      const logger = watch.logger(winston, { transports: [transport, watch.transport('other')] });
      for (let line = 0; line < 5; line += 1) logger.info(`line ${line}`);
      logger.remove(transport);
      logger.info('not for it');
      await turns(30);
      watch.note('pending', transport._writableState.length);
    },
  },
  {
    title: 'a corked transport keeps its lines',
    async run(winston, watch) {
      const transport = watch.transport('out');
      const logger = watch.logger(winston, { transports: transport });
      transport.cork();
      logger.info('one');
      logger.info('two');
      await turns();
      watch.note('uncork');
      transport.uncork();
      await turns();
      logger.info('three');
    },
  },
];
