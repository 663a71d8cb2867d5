import { inspect } from 'node:util';
import { withClock } from '../clock.ts';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { plainLogger } from './plain-logger.ts';

const MESSAGE = Symbol.for('message');

/** Logs the same few lines through a format. */
function formatted(
  title: string,
  make: (format: Loose) => Loose,
  calls: (logger: Loose) => unknown = fewLines,
): Scenario {
  return {
    title,
    run(winston, watch) {
      const logger = plainLogger(winston, watch, { format: make(winston.format) });
      watch.call('answers', () => calls(logger));
    },
  };
}

function fewLines(logger: Loose): unknown {
  logger.info('hello');
  logger.warn('with meta', { x: 1, deep: { y: [1, 2] } });
  logger.error('%s and %d%%', 'text', 50, { rest: true });
  return logger.info({ message: 'an info', who: 'me' });
}

export const formats: readonly Scenario[] = [
  formatted('without a format it is JSON', () => undefined),
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
  formatted(
    'json() sorts keys, and writes bigints as text and cycles as [Circular]',
    (format) => format.json(),
    (logger) => {
      const cycle: Loose = { z: 1 };
      cycle.a = cycle;
      return logger.info('hello', { z: 1, a: 10n, cycle });
    },
  ),
  formatted('json({ space })', (format) => format.json({ space: 2 })),
  formatted('json({ replacer })', (format) =>
    format.json({ replacer: (key: string, value: unknown) => (key === 'x' ? 'replaced' : value) }),
  ),
  formatted('json({ replacer: list })', (format) => format.json({ replacer: ['level', 'x'] })),
  formatted('json({ bigint, circularValue, deterministic, maximumDepth, maximumBreadth })', (format) =>
    format.json({ bigint: false, circularValue: 'round', deterministic: false, maximumDepth: 2, maximumBreadth: 4 }),
  ),
  formatted(
    'json({ strict }) throws at what JSON cannot hold',
    (format) => format.json({ strict: true }),
    (logger) => logger.info('hello', { run: () => 1 }),
  ),
  formatted('json with an option that is wrong throws at the call', (format) => format.json({ maximumDepth: -1 })),
  formatted('simple()', (format) => format.simple()),
  formatted('printf()', (format) => format.printf((info: Loose) => `${info.level}|${info.message}|${info.x}`)),
  formatted('printf() that answers something other than text', (format) =>
    format.printf((info: Loose) => ({ shown: info.message })),
  ),
  formatted('splat() alone and with json()', (format) => format.combine(format.splat(), format.json())),
  formatted(
    'splat() with more and with fewer values than places',
    (format) => format.combine(format.splat(), format.json()),
    (logger) => {
      logger.info('%s %s', 'one');
      logger.info('%s', 'one', 'two', { meta: 1 }, { more: 2 });
      logger.info('none', { meta: 1 }, { more: 2 });
      logger.info('%% %j %o %O %i %f %c', { a: 1 }, [1], { b: 2 }, 1.5, '2.5', 'css');
      logger.log({ level: 'info', message: '%s', splat: ['from the info'] });
      return logger.info('%s', undefined);
    },
  ),
  formatted(
    'splat() copies every object after the places, meta.message included',
    (format) => format.combine(format.splat(), format.json()),
    (logger) => logger.info('%s said', 'who', { message: 'other' }),
  ),
  formatted('label()', (format) => format.combine(format.label({ label: 'here' }), format.json())),
  formatted('label({ message })', (format) =>
    format.combine(format.label({ label: 'here', message: true }), format.json()),
  ),
  formatted('metadata()', (format) => format.combine(format.metadata(), format.json())),
  formatted('metadata({ fillWith, key })', (format) =>
    format.combine(format.metadata({ fillWith: ['x', 'who'], key: 'own' }), format.json()),
  ),
  formatted('metadata({ fillExcept })', (format) =>
    format.combine(format.metadata({ fillExcept: ['message', 'level', 'who'] }), format.json()),
  ),
  formatted('align()', (format) => format.combine(format.align(), format.json())),
  formatted('padLevels()', (format) => format.combine(format.padLevels(), format.json())),
  formatted('padLevels({ filler })', (format) =>
    format.combine(format.padLevels({ levels: { info: 0, warn: 1, error: 2 }, filler: '.' }), format.simple()),
  ),
  formatted('colorize()', (format) => format.combine(format.colorize(), format.simple())),
  formatted('colorize({ all, colors })', (format) =>
    format.combine(
      format.simple(),
      format.colorize({ all: true, colors: { info: 'bold blue', warn: 'yellow', error: 'red' } }),
    ),
  ),
  formatted('uncolorize()', (format) => format.combine(format.colorize(), format.uncolorize(), format.simple())),
  formatted('cli()', (format) => format.cli({ levels: { error: 0, warn: 1, info: 2 } })),
  formatted('prettyPrint()', (format) => format.prettyPrint()),
  formatted('prettyPrint({ colorize, depth })', (format) => format.prettyPrint({ colorize: true, depth: 1 })),
  formatted('logstash()', (format) => format.logstash()),
  formatted('errors()', (format) => format.combine(format.errors(), format.json()), failures),
  formatted('errors({ stack })', (format) => format.combine(format.errors({ stack: true }), format.json()), failures),
  formatted('errors({ cause })', (format) => format.combine(format.errors({ cause: true }), format.json()), failures),
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
    title: 'timestamp() with a clock that stands still, with a pattern, a function and an alias',
    run(winston, watch) {
      const { format } = winston;
      withClock(() => {
        for (const options of [
          undefined,
          { format: 'YYYY-MM-DD' },
          { format: () => 'own' },
          { alias: 'at' },
          { format: '', alias: 'at' },
        ]) {
          const logger = plainLogger(winston, watch, {
            format: format.combine(format.timestamp(options), format.json()),
          });
          logger.info('hello');
          logger.info('hello', { timestamp: 'mine' });
          logger.info({ message: 'hello', timestamp: 0 });
        }
      });
    },
  },
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
    title: "a transport's format that throws throws at the call, and the transport goes on",
    run(winston, watch) {
      const breaking = winston.format((info: Loose) => {
        if (info.message === 'bad') throw new Error('format broken');
        return info;
      });
      const format = winston.format.combine(breaking(), winston.format.json());
      const logger = watch.logger(winston, {
        transports: [watch.transport('first'), watch.transport('own', { format })],
      });
      watch.call('info', () => logger.info('bad'));
      watch.call('info', () => logger.info('good'));
    },
  },
  {
    title: "a transport's format is given a copy without a prototype of its own, and may drop",
    run(winston, watch) {
      class Info {
        message = 'of a class';
      }
      const format = winston.format((info: Loose) => {
        watch.note('prototype', Object.getPrototypeOf(info) === Object.prototype);
        return info.message !== 'drop' && info;
      })();
      const logger = watch.logger(winston, { transports: watch.transport('own', { format, whole: true }) });
      logger.info(new Info());
      logger.info('drop');
      logger.info('keep');
    },
  },
  {
    title: "what a transport's format changes, the next transport does not see",
    run(winston, watch) {
      const format = winston.format.combine(
        winston.format((info: Loose) => Object.assign(info, { secret: 1, message: 'changed' }))(),
        winston.format.json(),
      );
      const logger = watch.logger(winston, {
        transports: [watch.transport('first', { format }), watch.transport('second', { whole: true })],
      });
      logger.info('original');
    },
  },
  {
    title: "the text of the logger's format reaches a transport whose own format writes none",
    run(winston, watch) {
      const format = winston.format((info: Loose) => info)();
      const logger = watch.logger(winston, {
        format: winston.format.simple(),
        transports: watch.transport('own', { format }),
      });
      logger.info('hello');
    },
  },
  {
    title: 'the format of a logger and of a transport may be changed while logging',
    run(winston, watch) {
      const { format } = winston;
      const transport = watch.transport('out');
      const logger = watch.logger(winston, { transports: transport });
      logger.info('json');
      logger.format = format.simple();
      logger.info('simple');
      transport.format = format.printf((info: Loose) => `own ${info.message}`);
      logger.info('own');
      transport.format = undefined;
      logger.info('simple again');
    },
  },
  {
    title: 'combine refuses what is no format, and a format that takes three arguments is refused',
    run(winston, watch) {
      const { format } = winston;
      watch.call('combine', () => format.combine(format.json));
      watch.call('three', () => format((_a: unknown, _b: unknown, _c: unknown) => true));
      watch.call('none', () => format());
      const empty = format.combine();
      watch.note('of nothing', empty.transform({ level: 'info', message: 'm' }));
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
  {
    title: 'every format has its class, and they have the same names',
    run(winston, watch) {
      const { format } = winston;
      watch.note(
        'names',
        Object.getOwnPropertyNames(format)
          .filter((name) => !['length', 'name', 'prototype', 'arguments', 'caller'].includes(name))
          .toSorted(),
      );
      const printf = format.printf(() => '');
      for (const name of [
        'align',
        'errors',
        'cli',
        'combine',
        'colorize',
        'json',
        'label',
        'logstash',
        'metadata',
        'ms',
        'padLevels',
        'prettyPrint',
        'printf',
        'simple',
        'splat',
        'timestamp',
        'uncolorize',
      ]) {
        watch.note(name, typeof format[name], typeof format[name].Format, format[name].length);
      }
      watch.note('printf', printf instanceof format.printf.Format);
      watch.note(
        'json',
        format.json() instanceof format.json.Format,
        format.json().options,
        format.json({ space: 1 }).options,
      );
      watch.note(
        'timestamp',
        format.timestamp() instanceof format.timestamp.Format,
        format.timestamp({ alias: 'a' }).options,
      );
      watch.note(
        'further',
        typeof format.colorize.Colorizer,
        typeof format.padLevels.Padder,
        typeof format.printf.Printf,
        typeof format.levels,
      );
      watch.note('of its own', typeof format((info: Loose) => info), typeof format((info: Loose) => info)().transform);
    },
  },
  {
    title: 'transform of a format can be called by hand',
    run(winston, watch) {
      const { format } = winston;
      const info = () => ({ level: 'info', message: 'hello', [Symbol.for('level')]: 'info', x: { b: 1, a: 2 } });
      watch.call('json', () => format.json().transform(info(), {}));
      watch.call('simple', () => format.simple().transform(info(), {}));
      watch.call('timestamp with text', () =>
        format.timestamp().transform({ ...info(), timestamp: 'mine' }, { alias: 'at' }),
      );
      watch.call('timestamp without options', () => format.timestamp().transform({ ...info(), timestamp: 'mine' }));
      watch.call('json of text', () => format.json().transform('text', {}));
    },
  },
  {
    title: 'splat is shared between transports, and the first to cut it leaves less for the next, where they may share',
    run(winston, watch) {
      const { format } = winston;
      const own = () => format.combine(format.splat(), format.json());
      const logger = watch.logger(winston, {
        format: format((info: Loose) => info)(),
        transports: [
          watch.transport('first', { format: own(), readsOnly: true }),
          watch.transport('second', { format: own(), readsOnly: true }),
        ],
      });
      logger.transports[0].readsOnly = true;
      logger.info('%s said', 'who', { meta: 1 });
    },
  },
];

function failures(logger: Loose): unknown {
  const cause = new Error('inner');
  cause.stack = 'inner stack';
  const error = Object.assign(new Error('outer', { cause }), { code: 'E1' });
  error.stack = 'outer stack';
  logger.error(error);
  logger.error('failed', error);
  logger.error({ message: error });
  logger.log('error', error);
  logger.log({ level: 'error', message: error });
  return logger.error('failed', { error });
}
