import { EventEmitter } from 'node:events';
import TransportStream from 'winston-transport';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import type { Watch } from '../watch.ts';

const LegacyStream = (TransportStream as Loose).LegacyTransportStream;

class Legacy extends EventEmitter {
  readonly name = 'legacy';
  readonly #watch: Watch;
  level: string | undefined;

  constructor(watch: Watch, level?: string) {
    super();
    this.#watch = watch;
    this.level = level;
  }

  log(level: string, message: string, meta: object, done: () => void): void {
    this.#watch.note('legacy', level, message, meta, typeof done);
    done();
  }

  close(): void {
    this.#watch.note('legacy closed');
  }
}

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
  {
    title:
      'an error of a transport of Winston 2 closes it and throws where it is emitted, since it cannot be added again',
    run(winston, watch) {
      const legacy = new Legacy(watch);
      const logger = watch.logger(winston, { transports: legacy });
      logger.on('error', (error: Error) => watch.note('logger error', error));
      watch.call('emit', () => legacy.emit('error', new Error('of the old one')));
      watch.note('transports', logger.transports.length);
      logger.info('goes on');
    },
  },
];
