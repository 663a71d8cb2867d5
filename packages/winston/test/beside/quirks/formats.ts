import { withClock } from '../clock.ts';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { formatted } from './formatted.ts';
import { plainLogger } from './plain-logger.ts';

export const formats: readonly Scenario[] = [
  formatted('without a format it is JSON', () => undefined),
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
    'splat() copies every object after the places, but the message stays its own',
    (format) => format.combine(format.splat(), format.json()),
    (logger) => logger.info('%s said', 'who', { message: 'other', x: 1 }, { y: 2 }),
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
