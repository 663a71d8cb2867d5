import { Readable, Writable } from 'node:stream';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { heard, turns } from '../watch.ts';
import { plainLogger } from './plain-logger.ts';

export const streams: readonly Scenario[] = [
  {
    title: 'a logger is a stream in object mode of the old readable-stream, with its room for sixteen',
    run(winston, watch) {
      const logger = winston.createLogger();
      watch.note('is', logger instanceof winston.Logger, logger.constructor.name, logger.readable, logger.writable);
      watch.note(
        'states',
        logger._writableState.objectMode,
        logger._readableState.objectMode,
        logger._writableState.highWaterMark,
      );
      watch.note(
        'properties',
        logger.writableHighWaterMark,
        logger.readableHighWaterMark,
        logger.writableLength,
        logger.readableLength,
        logger.readableFlowing,
      );
      watch.note(
        'buffers',
        typeof logger._readableState.buffer,
        logger._writableState.bufferedRequest,
        logger._transformState !== undefined,
      );
    },
  },
  {
    title: 'the own properties of a logger',
    run(winston, watch) {
      const logger = winston.createLogger({ defaultMeta: { a: 1 }, exitOnError: false });
      for (const name of [
        'silent',
        'format',
        'levels',
        'level',
        'defaultMeta',
        'exitOnError',
        'exceptions',
        'rejections',
        'profilers',
      ]) {
        watch.note(name, Object.hasOwn(logger, name), typeof logger[name]);
      }
      watch.note('enumerable', Object.keys(logger).toSorted());
    },
  },
  {
    title: 'what is logged can be read by a listener of data, formatted',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      logger.on('data', (info: Loose) => watch.note('data', info.message, info[Symbol.for('message')]));
      logger.info('hello');
      logger.info('hello', { x: 1 });
    },
  },
  {
    title: 'a listener of data that is there before any transport hears every line, and the first transport the next',
    async run(winston, watch) {
      const logger = winston.createLogger();
      logger.on('data', (info: Loose) => watch.note('data', info.message));
      logger.info('one');
      await turns();
      logger.add(watch.transport('late'));
      logger.info('two');
    },
  },
  {
    title: 'write with an encoding and a callback',
    async run(winston, watch) {
      const logger = plainLogger(winston, watch);
      watch.call('write', () =>
        logger.write({ level: 'info', message: 'a' }, 'utf8', () => watch.note('called back for a')),
      );
      watch.call('write', () => logger.write({ level: 'info', message: 'b' }, () => watch.note('called back for b')));
      await turns();
    },
  },
  {
    title: 'write of null and undefined',
    async run(winston, watch) {
      const logger = plainLogger(winston, watch);
      watch.events(logger, 'logger', 'error');
      for (const odd of [null, undefined]) watch.call('write', () => logger.write(odd));
      await turns();
    },
  },
  {
    title: 'cork keeps lines back until uncork',
    async run(winston, watch) {
      const logger = plainLogger(winston, watch);
      logger.cork();
      logger.info('one');
      logger.info('two');
      watch.note('corked');
      logger.uncork();
      await turns();
    },
  },
  {
    title: 'lines logged before there is a transport come to the first that is added',
    async run(winston, watch) {
      const logger = winston.createLogger();
      logger.info('early');
      logger.info('also early', { x: 1 });
      watch.seen.length = 0;
      logger.add(watch.transport('late'));
      await turns();
      logger.info('on time');
      await turns();
    },
  },
  {
    title: 'a readable stream can be piped into a logger',
    async run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('out') });
      Readable.from([
        { level: 'info', message: 'one' },
        { level: 'debug', message: 'two' },
        { level: 'warn', message: 'three' },
      ]).pipe(logger);
      await heard(logger, 'finish');
    },
  },
  {
    title: 'a logger can be piped into another',
    async run(winston, watch) {
      const second = winston.createLogger({ transports: watch.transport('second') });
      const first = winston.createLogger({ transports: watch.transport('first') });
      first.pipe(second);
      first.info('through both');
      await turns();
      watch.note('transports', first.transports.length);
    },
  },
  {
    title: 'pipe and unpipe as streams say them',
    run(winston, watch) {
      const logger = watch.logger(winston);
      const target = new Writable({ objectMode: true, write: (_info, _encoding, done) => done() });
      watch.events(target, 'target', 'pipe', 'unpipe');
      watch.name(target, '<target>');
      watch.call('pipe', () => logger.pipe(target));
      watch.call('unpipe', () => logger.unpipe(target));
      watch.call('unpipe of a stranger', () => logger.unpipe(target));
      watch.call('unpipe of all', () => logger.unpipe());
    },
  },
  {
    title: 'a transport that comes and goes leaves no listener on the logger, and on itself no more each time',
    run(winston, watch) {
      const events = ['pipe', 'unpipe', 'drain', 'finish', 'end', 'close', 'error', 'warn'];
      const transport = watch.transport('out');
      const logger = watch.logger(winston);
      const listeners = (emitter: Loose) => events.map((event) => emitter.listenerCount(event));
      const comeAndGo = () => {
        logger.add(transport);
        logger.remove(transport);
        return listeners(transport);
      };
      const once = comeAndGo();
      for (let round = 0; round < 3; round += 1)
        watch.note(
          'more than after the first time',
          comeAndGo().map((count, at) => count - (once[at] ?? 0)),
        );
      watch.note('on the logger', listeners(logger));
    },
  },
  {
    title: 'pause and resume of a logger',
    async run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('out') });
      logger.pause();
      logger.info('while paused');
      watch.note('paused', logger.isPaused());
      logger.resume();
      await turns();
      logger.info('after');
      await turns();
    },
  },
];
