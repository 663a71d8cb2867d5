import TransportStream from 'winston-transport';
import type { SeenDifference } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { heard, turns } from '../watch.ts';

export const delivery: readonly SeenDifference[] = [
  {
    id: 'slow-transport-alone',
    stock: 'A transport that does not call back stops all others once sixteen lines wait for it.',
    ours: 'Each transport goes at its own pace; what waits for one is kept for that one.',
    why: 'One bad transport must not stop the others (complaint 7).',
    async run(winston, watch) {
      let healthy = 0;
      const logger = watch.logger(winston, {
        transports: [
          watch.transport('hangs', { answers: 'never' }),
          watch.transport('healthy', { first: () => (healthy += 1) }),
        ],
      });
      for (let line = 0; line < 100; line += 1) logger.info('line');
      await turns();
      watch.seen.length = 0;
      watch.note('lines of the healthy one', healthy);
    },
    seenOnStock: ['lines of the healthy one: 16'],
    seenOnOurs: ['lines of the healthy one: 100'],
  },
  {
    id: 'own-copy',
    stock: 'Transports are given one object; what the first writes into it the next one sees.',
    ours: 'Each transport is given a copy of its own, but for the last, and for those that say `readsOnly`.',
    why: "Formats and transports spoiled each other's lines (complaint 23).",
    back: '`transport.readsOnly = true` on each transport',
    run(winston, watch) {
      const logger = watch.logger(winston, {
        transports: [
          watch.transport('first', { first: (info) => (info.added = 'by the first') }),
          watch.transport('second', { whole: true }),
        ],
      });
      logger.info('hello');
    },
    seenOnStock: [
      'first: {"level":"info","message":"hello"}',
      'second: { "message": "hello", "level": "info", "added": "by the first", [level]: "info", [message]: "{\\"level\\":\\"info\\",\\"message\\":\\"hello\\"}" }',
    ],
    seenOnOurs: [
      'first: {"level":"info","message":"hello"}',
      'second: { "message": "hello", "level": "info", [level]: "info", [message]: "{\\"level\\":\\"info\\",\\"message\\":\\"hello\\"}" }',
    ],
  },
  {
    id: 'own-splat',
    stock: 'The list of further arguments is shared: splat() in the format of one transport cuts it for the next.',
    ours: 'Each transport is given a list of its own.',
    why: 'The second transport lost fields (complaint 23).',
    back: '`transport.readsOnly = true` on each transport',
    run(winston, watch) {
      const { format } = winston;
      const own = () => format.combine(format.splat(), format.json());
      const logger = watch.logger(winston, {
        format: format((info: Loose) => info)(),
        transports: [watch.transport('first', { format: own() }), watch.transport('second', { format: own() })],
      });
      logger.info('%s said', 'who', { meta: 1 });
    },
    seenOnStock: [
      'first: {"level":"info","message":"who said","meta":1}',
      'second: {"level":"info","message":"who said"}',
    ],
    seenOnOurs: [
      'first: {"level":"info","message":"who said","meta":1}',
      'second: {"level":"info","message":"who said","meta":1}',
    ],
  },
  {
    id: 'finish-after-the-last-line',
    stock: 'A transport that takes its time says finish before its buffered lines are logged.',
    ours: 'Says finish when it has called back for all of them.',
    why: 'The last lines were lost at the end of a process (complaints 1, 2, 5).',
    async run(winston, watch) {
      const transport = new TransportStream({
        log: (info: Loose, next: () => void) => {
          setImmediate(() => {
            watch.note('logged', info.message);
            next();
          });
        },
      });
      const logger = winston.createLogger({ transports: transport });
      watch.events(logger, 'logger', 'finish');
      const finished = heard(logger, 'finish');
      for (const line of ['one', 'two', 'three']) logger.info(line);
      logger.end();
      await finished;
      await turns();
    },
    seenOnStock: ['logged: "one"', "logger 'finish':", 'logged: "two"', 'logged: "three"'],
    seenOnOurs: ['logged: "one"', 'logged: "two"', 'logged: "three"', "logger 'finish':"],
  },
  {
    id: 'end-drains',
    stock:
      '`end()` under load ends the transports while lines wait in the logger: "write after end", and the lines are lost.',
    ours: 'Ends each transport when it has taken what waits.',
    why: 'The last lines were lost (complaint 1).',
    async run(winston, watch) {
      let logged = 0;
      const errors = new Set<string>();
      const transport = new TransportStream({
        log: (_info: unknown, next: () => void) => {
          setImmediate(() => {
            logged += 1;
            next();
          });
        },
      });
      const logger = winston.createLogger({ transports: transport });
      logger.on('error', (error: Error) => errors.add(error.message));
      const finished = heard(logger, 'finish');
      for (let line = 0; line < 100; line += 1) logger.info(`line ${line}`);
      logger.end();
      await finished;
      await turns(150);
      watch.note('logged', logged, [...errors]);
    },
    seenOnStock: ['logged: 96 ["write after end"]'],
    seenOnOurs: ['logged: 100 []'],
  },
  {
    id: 'no-back-pressure',
    stock:
      '`write` answers false, and the logger asks for a pause, when a transport is slow; nobody who logs looks at it.',
    ours: 'Answers true: what waits for a transport is kept for it, within bounds.',
    why: 'The answer would hold up streams that are piped into the logger, for the sake of one slow transport.',
    async run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('hangs', { answers: 'never' }) });
      const answers = new Set<boolean>();
      for (let line = 0; line < 60; line += 1) answers.add(logger.write({ level: 'info', message: 'line' }));
      watch.seen.length = 0;
      watch.note('answers', [...answers]);
      watch.note('waiting in the logger', logger._writableState.length > 0, logger._readableState.length > 0);
      await turns();
    },
    seenOnStock: ['answers: [true, false]', 'waiting in the logger: true true'],
    seenOnOurs: ['answers: [true]', 'waiting in the logger: false false'],
  },
  {
    id: 'throw-before-the-format',
    stock:
      'What cannot be an info (undefined, a frozen object without the symbol of its level) throws out of the stream, and the logger never logs again.',
    ours: 'Throws the same, and goes on.',
    why: 'One bad call should not silence a process.',
    run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('out') });
      watch.call('write', () => logger.write(undefined));
      watch.call('write', () => logger.write('text'));
      watch.call('write', () => logger.write(Object.freeze({ level: 'info', message: 'frozen' })));
      watch.call('info', () => logger.info('after'));
    },
    seenOnStock: [
      'write throws: TypeError("Cannot read properties of undefined (reading \'Symbol(level)\')")',
      'write: true',
      'write: true',
      'info: <logger>',
    ],
    seenOnOurs: [
      'write throws: TypeError("Cannot read properties of undefined (reading \'Symbol(level)\')")',
      "write throws: TypeError(\"Cannot create property 'Symbol(level)' on string 'text'\")",
      'write throws: TypeError("Cannot add property Symbol(level), object is not extensible")',
      'out: {"level":"info","message":"after"}',
      'info: <logger>',
    ],
  },
  {
    id: 'level-that-cannot-be-written',
    stock: 'A level that cannot be made text throws out of the complaint about it, and the logger never logs again.',
    ours: 'Throws the same, and goes on.',
    why: 'One bad call should not silence a process.',
    run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('out') });
      const level = {
        toString() {
          throw new Error('toString failed');
        },
      };
      watch.call('log', () => logger.log(level, 'words'));
      watch.call('info', () => logger.info('after'));
    },
    seenOnStock: ['log throws: Error("toString failed")', 'info: <logger>'],
    seenOnOurs: ['log throws: Error("toString failed")', 'out: {"level":"info","message":"after"}', 'info: <logger>'],
  },
  {
    id: 'no-transports-one-warning',
    stock: 'Without transports lines are complained of on stderr one by one, and kept without end.',
    ours: 'Complains once, and keeps the first 1,000.',
    why: 'Noise and memory grew without bounds (complaint 36).',
    async run(winston, watch) {
      const logger = winston.createLogger();
      for (let line = 0; line < 1_200; line += 1) logger.info('early');
      const complaints = watch.seen.length;
      watch.seen.length = 0;
      let late = 0;
      logger.add(watch.transport('late', { first: () => (late += 1) }));
      await turns(1_500);
      watch.seen.length = 0;
      watch.note('complaints', complaints, 'came to the first transport', late);
    },
    seenOnStock: ['complaints: 16 "came to the first transport" 1200'],
    seenOnOurs: ['complaints: 1 "came to the first transport" 1000'],
  },
  {
    id: 'one-listener-of-data',
    stock: 'A logger has a listener of `data` for each of its transports.',
    ours: 'It has one for all of them.',
    why: "Winston's listeners wait for each other; ours hands each transport its lines by itself.",
    run(winston, watch) {
      const logger = watch.logger(winston, { transports: [watch.transport('a'), watch.transport('b')] });
      watch.note('listeners', logger.listenerCount('data'));
    },
    seenOnStock: ['listeners: 2'],
    seenOnOurs: ['listeners: 1'],
  },
];
