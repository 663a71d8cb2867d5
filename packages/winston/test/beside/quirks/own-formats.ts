import { inspect } from 'node:util';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { fewLines, formatted } from './formatted.ts';
import { plainLogger } from './plain-logger.ts';

const MESSAGE = Symbol.for('message');

export const ownFormats: readonly Scenario[] = [
  formatted(
    'formats and transports are given plain objects, whatever they ask of them',
    (format) =>
      format.printf((info: Loose) =>
        inspect([
          info,
          Object.getPrototypeOf(info) === Object.prototype,
          info.constructor === Object,
          Object.keys(info),
        ]),
      ),
    (logger) => {
      fewLines(logger);
      const child = logger.child({ service: 'orders' });
      child.info('of a child');
      return child.info('of a child with meta', { x: 1 });
    },
  ),
  formatted('a format without an end leaves no text', (format) => format.splat()),
  formatted('a format that changes what it is given', (format) =>
    format.combine(
      format((info: Loose) => {
        info.message = String(info.message).toUpperCase();
        delete info.x;
        info.added = true;
        return info;
      })(),
      format.json(),
    ),
  ),
  formatted('a format that answers another object', (format) =>
    format((info: Loose) => ({ ...info, [MESSAGE]: `new: ${info.message}` }))(),
  ),
  formatted('a format that drops by answering false in combine', (format) =>
    format.combine(format((info: Loose) => info.message !== 'hello' && info)(), format.json()),
  ),
  formatted('a format is given its options, also where they are none', (format) =>
    format.combine(
      format((info: Loose, options: Loose) => Object.assign(info, { options }))({ mine: 1 }),
      format((info: Loose, options: Loose) => Object.assign(info, { none: options }))(),
      format.json(),
    ),
  ),
  {
    title: 'a format that throws throws at the call, and the logger goes on',
    run(winston, watch) {
      let isBroken = true;
      const breaking = winston.format((info: Loose) => {
        if (isBroken) throw new Error('format broken');
        return info;
      });
      const logger = plainLogger(winston, watch, { format: winston.format.combine(breaking(), winston.format.json()) });
      watch.call('info', () => logger.info('lost'));
      watch.call('info with meta', () => logger.info('lost', { x: 1 }));
      watch.call('write', () => logger.write({ level: 'info', message: 'lost' }));
      watch.call('of a child', () => logger.child({}).info('lost'));
      isBroken = false;
      watch.call('info', () => logger.info('found'));
    },
  },
  {
    title: 'a format may be written without winston.format: an object with transform is enough',
    run(winston, watch) {
      const format = {
        options: { mine: 1 },
        transform: (info: Loose, options: unknown) => Object.assign(info, { options, [MESSAGE]: 'by hand' }),
      };
      plainLogger(winston, watch, { format }).info('hello');
    },
  },
  {
    title: 'formats know what this is: their own instance',
    run(winston, watch) {
      const format = winston.format(function own(this: Loose, info: Loose) {
        this.count = (this.count ?? 0) + 1;
        return Object.assign(info, { count: this.count });
      });
      const instance = format();
      const logger = plainLogger(winston, watch, { format: winston.format.combine(instance, winston.format.json()) });
      logger.info('one');
      logger.info('two');
      watch.note('instance', instance.count, instance instanceof format.Format);
    },
  },
];
