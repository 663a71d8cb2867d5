import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import TransportStream from 'winston-transport';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { turns, type Watch } from '../watch.ts';

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
    title: 'the levels of a transport are those of its first logger',
    run(winston, watch) {
      const transport = watch.transport('out');
      const first = winston.createLogger({ levels: { a: 0, b: 1 }, level: 'b', transports: transport });
      const second = winston.createLogger({ level: 'info', transports: transport });
      first.b('from the first');
      second.info('from the second, with a level that the first has not');
      watch.note('parent', transport.parent === first);
    },
  },
  {
    title: 'a transport of two loggers has the level of the first where it has none',
    run(winston, watch) {
      const transport = watch.transport('out');
      const first = winston.createLogger({ level: 'error', transports: transport });
      const second = winston.createLogger({ level: 'silly', transports: transport });
      first.info('not from the first');
      second.info('nor from the second');
      second.error('an error from the second');
      first.close();
      second.info('after the first has been closed');
    },
  },
  {
    title: 'what is no stream and has no log, is refused',
    run(winston, watch) {
      const logger = winston.createLogger();
      for (const odd of [{}, 'text', 42, [], () => 1, { log: 'text' }, new EventEmitter(), null, undefined])
        watch.call('add', () => logger.add(odd) === logger);
      watch.note('transports', logger.transports.length);
    },
  },
  {
    title: 'a stream without log, or not in object mode, is refused',
    run(winston, watch) {
      const logger = winston.createLogger();
      watch.call('without log', () => logger.add(new Writable({ objectMode: true, write: () => undefined })));
      const noObjects = Object.assign(new Writable({ write: () => undefined }), { log: () => undefined });
      watch.call('not in object mode', () => logger.add(noObjects));
      watch.note('transports', logger.transports.length);
    },
  },
  {
    title: 'a stream of Node in object mode with a log is written to',
    async run(winston, watch) {
      const stream = Object.assign(
        new Writable({
          objectMode: true,
          write(info: Loose, _encoding, done) {
            watch.note('stream', info.message, info[Symbol.for('message')]);
            setImmediate(done);
          },
        }),
        { log: () => watch.note('log is not called') },
      );
      const logger = winston.createLogger({ transports: stream });
      logger.info('one');
      logger.debug('a level that the logger has not, for streams judge none');
      logger.info('two');
      await turns();
    },
  },
  {
    title: 'a stream of Node may be piped to by hand',
    async run(winston, watch) {
      const stream = new Writable({
        objectMode: true,
        write(info: Loose, _encoding, done) {
          watch.note('stream', info.message);
          done();
        },
      });
      const logger = watch.logger(winston, { transports: watch.transport('out') });
      watch.note('pipe', logger.pipe(stream) === stream);
      logger.info('one');
      logger.unpipe(stream);
      logger.info('two');
      await turns();
      watch.note('transports', logger.transports.length);
    },
  },
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
    title: 'an error of a transport of Winston 2 comes to the logger',
    run(winston, watch) {
      const legacy = new Legacy(watch);
      const logger = watch.logger(winston, { transports: legacy });
      logger.on('error', (error: Error) => watch.note('logger error', error));
      legacy.emit('error', new Error('of the old one'));
      logger.info('goes on');
    },
  },
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
    title: 'the listeners that a logger puts on a transport are marked on it',
    run(winston, watch) {
      const transport = watch.transport('out');
      watch.logger(winston, { transports: transport });
      watch.note('marks', typeof transport.__winstonerror, typeof transport.__winstonwarn);
    },
  },
  {
    title: 'a transport that takes its time gets everything in order',
    async run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('slow', { answers: 'later' }) });
      for (let line = 0; line < 40; line += 1) logger.info(`line ${line}`);
      await turns(120);
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
    title: 'a transport that goes from one busy logger to another',
    async run(winston, watch) {
      const transport = watch.transport('slow', { answers: 'later' });
      const first = winston.createLogger({ transports: transport });
      const second = winston.createLogger();
      for (let line = 0; line < 5; line += 1) first.info(`first ${line}`);
      first.remove(transport);
      second.add(transport);
      for (let line = 0; line < 5; line += 1) second.info(`second ${line}`);
      await turns(60);
    },
  },
  {
    title: 'a transport that two loggers keep busy has the lines of each in order',
    async run(winston, watch) {
      const transport = watch.transport('slow', { answers: 'later' });
      const a = winston.createLogger({ transports: transport });
      const b = winston.createLogger({ transports: transport });
      for (let line = 0; line < 6; line += 1) {
        a.info(`a${line}`);
        b.info(`b${line}`);
      }
      await turns(80);
      // Which of the two is first is nobody's promise.
      watch.seen.sort();
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
    title: 'a transport that ends by itself says so when it is written to',
    async run(winston, watch) {
      const transport = watch.transport('out');
      const logger = watch.logger(winston, { transports: transport });
      logger.on('error', (error: Error) => watch.note('error', error.message));
      transport.end();
      watch.call('info', () => logger.info('after'));
      await turns();
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
    title: 'the Stream transport writes text and an end of line, or the info itself',
    async run(winston, watch) {
      const text = new Writable({
        write: (chunk: Buffer, _encoding, done) => (watch.note('text', chunk.toString()), done()),
      });
      const objects = new Writable({
        objectMode: true,
        write: (info: Loose, _encoding, done) => (watch.note('object', info), done()),
      });
      const { Stream } = winston.transports;
      const logger = winston.createLogger({
        transports: [
          new Stream({ stream: text }),
          new Stream({ stream: text, eol: '|' }),
          new Stream({ stream: objects }),
        ],
      });
      logger.info('hello', { x: 1 });
      await turns();
      watch.call('without a stream', () => new Stream({}));
    },
  },
  {
    title: 'the Stream transport says logged for each line',
    async run(winston, watch) {
      const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
      const transport = new winston.transports.Stream({ stream });
      watch.events(transport, 'transport', 'logged');
      winston.createLogger({ transports: transport }).info('hello');
      await turns();
    },
  },
  {
    title: 'more than ten loggers on one transport',
    run(winston, watch) {
      const transport = watch.transport('out');
      const loggers = Array.from({ length: 9 }, () => winston.createLogger({ transports: transport }));
      for (const [index, logger] of loggers.entries()) logger.info(`from ${index}`);
      watch.note('errors', transport.listenerCount('error') > 0);
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
