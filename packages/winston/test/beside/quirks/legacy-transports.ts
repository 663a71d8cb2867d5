import TransportStream from 'winston-transport';
import { Legacy } from '../legacy.ts';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';

const LegacyStream = (TransportStream as Loose).LegacyTransportStream;

export const legacyTransports: readonly Scenario[] = [
  {
    title: 'a transport of Winston 2 is wrapped, warned of, and found again by remove',
    run(winston, watch) {
      const legacy = new Legacy(watch);
      const logger = watch.logger(winston, { transports: legacy });
      watch.note('wrapped', logger.transports[0] instanceof LegacyStream, logger.transports[0].transport === legacy);
      logger.info('hello', { x: 1 });
      logger.debug('without a level of its own a transport of Winston 2 takes all');
      logger.remove(legacy);
      watch.note('transports', logger.transports.length);
      logger.add(legacy);
      logger.info('again');
    },
  },
  {
    title: 'a transport of Winston 2 with a level',
    run(winston, watch) {
      const logger = watch.logger(winston, { transports: new Legacy(watch, 'error') });
      logger.info('too low');
      logger.error('high enough');
    },
  },
];
