import TransportStream from 'winston-transport';
import { Legacy } from '../legacy.ts';
import type { SeenDifference } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { turns } from '../watch.ts';

export const failures: readonly SeenDifference[] = [
  {
    id: 'throwing-transport-alone',
    stock: 'A transport whose log throws keeps the line from the transports after it, and is given nothing any more.',
    ours: 'Throws at the caller as well, but the others have the line, and the transport is given the next one.',
    why: 'One bad transport must not stop the others (complaint 7).',
    run(winston, watch) {
      const breaking = watch.transport('breaks', {
        first: (info) => {
          if (info.message === 'bad') throw new Error('transport broken');
        },
      });
      const logger = watch.logger(winston, { transports: [breaking, watch.transport('healthy')] });
      watch.call('info', () => logger.info('bad'));
      watch.call('info', () => logger.info('good'));
    },
    seenOnStock: [
      'info throws: Error("transport broken")',
      'healthy: {"level":"info","message":"good"}',
      'info: <logger>',
    ],
    seenOnOurs: [
      'healthy: {"level":"info","message":"bad"}',
      'info throws: Error("transport broken")',
      'breaks: {"level":"info","message":"good"}',
      'healthy: {"level":"info","message":"good"}',
      'info: <logger>',
    ],
  },
  {
    id: 'erring-transport-kept',
    stock:
      'An error takes a transport off its loggers. The first that had it adds it again; for all others it is gone.',
    ours: 'An error takes no transport off any logger.',
    why: 'Loggers that shared a transport lost their lines from its first error on (complaint 7).',
    run(winston, watch) {
      const shared = watch.transport('shared');
      const first = winston.createLogger({ transports: shared });
      const second = winston.createLogger({ transports: [watch.transport('own'), shared] });
      watch.events(first, 'first', 'error');
      watch.events(second, 'second', 'error');
      shared.emit('error', new Error('for once'));
      first.info('of the first');
      second.info('of the second');
    },
    seenOnStock: [
      'first \'error\': Error("for once") <shared>',
      'shared: {"level":"info","message":"of the first"}',
      'own: {"level":"info","message":"of the second"}',
    ],
    seenOnOurs: [
      'first \'error\': Error("for once") <shared>',
      'shared: {"level":"info","message":"of the first"}',
      'own: {"level":"info","message":"of the second"}',
      'shared: {"level":"info","message":"of the second"}',
    ],
  },
  {
    id: 'erring-old-transport-kept',
    stock:
      'A transport of Winston 2 that emits an error is closed and taken off, and who emits it is thrown a TypeError.',
    ours: 'It stays where it is, and the logger emits the error.',
    why: 'No line came to it any more (complaint 7).',
    run(winston, watch) {
      const legacy = new Legacy(watch);
      const logger = winston.createLogger({ transports: legacy });
      logger.on('error', (error: Error) => watch.note('logger error', error));
      // What it says of transports of Winston 2.
      watch.seen.length = 0;
      watch.call('emit', () => legacy.emit('error', new Error('of the old one')));
      watch.note('transports', logger.transports.length);
    },
    seenOnStock: [
      'legacy closed:',
      'emit throws: TypeError("Cannot read properties of undefined (reading \'length\')")',
      'transports: 0',
    ],
    seenOnOurs: ['logger error: Error("of the old one")', 'emit: true', 'transports: 1'],
  },
  {
    id: 'refused-line-others-follow',
    stock:
      'Where a transport calls back with an error while lines wait for it, it is given no more of them until the next is logged.',
    ours: 'Goes on with the next line.',
    why: 'Logging came to a halt after an error of a transport (complaint 7).',
    async run(winston, watch) {
      const logged: string[] = [];
      const transport = new TransportStream({
        log: (info: Loose, next: (error?: Error) => void) => {
          logged.push(info.message);
          setImmediate(() => next(info.message === 'line 0' ? new Error('refused') : undefined));
        },
      });
      const logger = winston.createLogger({ transports: transport });
      logger.on('error', (error: Error) => logged.push(error.message));
      for (let line = 0; line < 3; line += 1) logger.info(`line ${line}`);
      await turns(40);
      watch.note('logged', logged);
    },
    seenOnStock: ['logged: ["line 0", "refused"]'],
    seenOnOurs: ['logged: ["line 0", "refused", "line 1", "line 2"]'],
  },
  {
    id: 'finish-after-a-refusal',
    stock: 'Where a transport calls back with an error while lines wait for it, `end()` never comes to an end.',
    ours: 'Finishes when the transport has had the lines that waited.',
    why: 'Who waits for `finish` before exiting waited for ever (complaint 7).',
    async run(winston, watch) {
      let logged = 0;
      const transport = new TransportStream({
        log: (_info: Loose, next: (error?: Error) => void) => {
          logged += 1;
          setImmediate(() => next(new Error('refused')));
        },
      });
      const logger = winston.createLogger({ transports: transport });
      logger.on('error', () => undefined);
      watch.events(logger, 'logger', 'finish');
      for (let line = 0; line < 5; line += 1) logger.info(`line ${line}`);
      logger.end();
      await turns(60);
      watch.note('logged', logged);
    },
    seenOnStock: ['logged: 1'],
    seenOnOurs: ["logger 'finish':", 'logged: 5'],
  },
];
