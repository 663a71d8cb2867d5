import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { turns } from '../watch.ts';

export const nodeStreams: readonly Scenario[] = [
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
];
