import type { SeenDifference } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import type { Watch } from '../watch.ts';

/** A logger whose format writes the message of what it keeps, and answers something else for the rest. */
function keeping(winston: Loose, watch: Watch, otherwise: unknown): Loose {
  const format = winston.format((info: Loose) => {
    if (info.message !== 'keep') return otherwise;
    info[Symbol.for('message')] = info.message;
    return info;
  })();
  return watch.logger(winston, { format, transports: watch.transport('out') });
}

export const formatting: readonly SeenDifference[] = [
  {
    id: 'unwanted-not-formatted',
    stock: 'Formats every info, and looks at its level afterwards, in each transport.',
    ours: 'Formats only what a transport, or a listener of `data`, wants.',
    why: 'A line that nobody wants cost as much as one that is written (complaint 41).',
    back: '`formatFirst: true`',
    run(winston, watch) {
      const format = winston.format((info: Loose) => {
        watch.note('formatted', info.message);
        return info;
      })();
      const logger = watch.logger(winston, { format, transports: watch.transport('out') });
      logger.debug('unwanted');
      logger.child({ request: 1 }).debug('unwanted', { x: 1 });
      logger.log({ level: 'debug', message: 'unwanted' });
    },
    seenOnStock: ['formatted: "unwanted"', 'formatted: "unwanted"', 'formatted: "unwanted"'],
    seenOnOurs: [],
  },
  {
    id: 'unwanted-format-does-not-throw',
    stock: 'Throws what a format throws, also for a line that nobody wants.',
    ours: 'Does not run the format, so that nothing is thrown.',
    why: 'It follows from not formatting what nobody wants.',
    back: '`formatFirst: true`',
    run(winston, watch) {
      const format = winston.format(() => {
        throw new Error('format broken');
      })();
      const logger = watch.logger(winston, { format, transports: watch.transport('out') });
      watch.call('debug', () => logger.debug('unwanted'));
    },
    seenOnStock: ['debug throws: Error("format broken")'],
    seenOnOurs: ['debug: <logger>'],
  },
  {
    id: 'unwanted-not-changed',
    stock: 'Writes level and default meta into the object of the caller, also where nobody wants the line.',
    ours: 'Leaves the object as it is where nobody wants the line.',
    why: 'It follows from doing nothing for what nobody wants.',
    back: '`formatFirst: true`',
    run(winston, watch) {
      const logger = watch.logger(winston, { defaultMeta: { who: 'default' }, transports: watch.transport('out') });
      const info = { message: 'unwanted' };
      logger.debug(info);
      watch.note('the info', info);
    },
    seenOnStock: [
      'the info: { "message": "unwanted", "level": "debug", "who": "default", [level]: "debug", [message]: "{\\"level\\":\\"debug\\",\\"message\\":\\"unwanted\\",\\"who\\":\\"default\\"}" }',
    ],
    seenOnOurs: ['the info: { "message": "unwanted" }'],
  },
  {
    id: 'format-level-too-late',
    stock: 'A format may write another level into `Symbol.for("level")`, and the transports judge by that one.',
    ours: 'The level of the call decides whether the line is formatted; after that a format can only turn it down.',
    why: 'A line has to be judged before it is formatted, if formatting is to be saved.',
    back: '`formatFirst: true`',
    run(winston, watch) {
      const raise = winston.format((info: Loose) => {
        info[Symbol.for('level')] = info.raised;
        return info;
      });
      const logger = watch.logger(winston, {
        format: winston.format.combine(raise(), winston.format.json()),
        transports: watch.transport('out'),
      });
      logger.debug({ message: 'raised', raised: 'error' });
      logger.info({ message: 'lowered', raised: 'debug' });
      logger.info({ message: 'kept', raised: 'info' });
    },
    seenOnStock: [
      'out: {"level":"debug","message":"raised","raised":"error"}',
      'out: {"level":"info","message":"kept","raised":"info"}',
    ],
    seenOnOurs: ['out: {"level":"info","message":"kept","raised":"info"}'],
  },
  {
    id: 'undefined-drops',
    stock:
      'A format of the logger that answers undefined makes its transports throw a TypeError at the caller, and nothing is logged any more.',
    ours: 'Drops the line, as for false.',
    why: 'A forgotten `return` should lose its line, not break the code that logs.',
    run(winston, watch) {
      const logger = keeping(winston, watch, undefined);
      watch.call('info', () => logger.info('forgotten'));
      watch.call('info', () => logger.info('keep'));
      watch.call('info', () => logger.info('keep'));
    },
    seenOnStock: [
      'info throws: TypeError("Cannot read properties of undefined (reading \'exception\')")',
      'info: <logger>',
      'info: <logger>',
    ],
    seenOnOurs: ['info: <logger>', 'out: keep', 'info: <logger>', 'out: keep', 'info: <logger>'],
  },
  {
    id: 'null-drops',
    stock:
      'A format of the logger that answers null ends the stream: the next line is an error event, and nothing is logged any more.',
    ours: 'Drops the line, as for false.',
    why: 'One dropped line should not end a logger.',
    run(winston, watch) {
      const logger = keeping(winston, watch, null);
      watch.events(logger, 'logger', 'error', 'end');
      watch.call('info', () => logger.info('dropped'));
      watch.call('info', () => logger.info('keep'));
    },
    seenOnStock: [
      'info: <logger>',
      'logger \'error\': Error("stream.push() after EOF")',
      'info: <logger>',
      "logger 'end':",
    ],
    seenOnOurs: ['info: <logger>', 'out: keep', 'info: <logger>'],
  },
  {
    id: 'false-is-not-written',
    stock:
      'A format of the logger that answers false has `false` written to the transports; those of Winston pass over it, other streams see it.',
    ours: 'Drops the line for all.',
    why: 'It is what the answer means.',
    run(winston, watch) {
      const logger = watch.logger(winston, {
        format: winston.format(() => false)(),
        transports: watch.transport('out'),
      });
      logger.on('data', (info: unknown) => watch.note('data', info));
      logger.info('dropped');
      watch.note('end');
    },
    seenOnStock: ['data: false', 'end:'],
    seenOnOurs: ['end:'],
  },
  {
    id: 'json-by-hand-without-options',
    stock: '`format.json().transform(info)` without its second argument throws a TypeError.',
    ours: 'Takes it as no options.',
    why: 'The faster writer needs no options; nothing gains from throwing.',
    run(winston, watch) {
      watch.call('json', () => winston.format.json().transform({ level: 'info', message: 'by hand' }));
    },
    seenOnStock: ['json throws: TypeError("Cannot read properties of undefined (reading \'replacer\')")'],
    seenOnOurs: [
      'json: { "level": "info", "message": "by hand", [message]: "{\\"level\\":\\"info\\",\\"message\\":\\"by hand\\"}" }',
    ],
  },
  {
    id: 'lazy-message',
    stock: 'A function as the message is a value like others, which JSON leaves out and text shows as code.',
    ours: 'An arrow function without parameters is called where somebody wants the level, and what it answers is the message.',
    why: 'Messages that are costly to make were made for lines that nobody wants (complaint 41).',
    run(winston, watch) {
      const logger = watch.logger(winston, { transports: watch.transport('out') });
      logger.info(() => 'made for this line');
      logger.info(() => 'made for this line', { x: 1 });
      logger.log('info', () => 'made for this line');
      logger.debug(() => watch.note('made for nobody'));
    },
    seenOnStock: ['out: {"level":"info"}', 'out: {"level":"info","x":1}', 'out: {"level":"info"}'],
    seenOnOurs: [
      'out: {"level":"info","message":"made for this line"}',
      'out: {"level":"info","message":"made for this line","x":1}',
      'out: {"level":"info","message":"made for this line"}',
    ],
  },
  {
    id: 'own-options',
    stock: 'Options of createLogger that Winston does not know are ignored.',
    ours: 'Those that are ours (see below) mean something, and throw `TAILRACE_BAD_OPTION` where they are wrong; all others are ignored.',
    why: 'Everything that ours can do besides has to be asked for somewhere.',
    run(winston, watch) {
      watch.logger(winston, { loggerName: 'shop', transports: watch.transport('out') }).info('hello');
      watch.call('wrong', () => winston.createLogger({ metaOrder: 'mine' }).level);
    },
    seenOnStock: ['out: {"level":"info","message":"hello"}', 'wrong: "info"'],
    seenOnOurs: [
      'out: {"level":"info","logger":"shop","message":"hello"}',
      'wrong throws: TailraceError("createLogger: \'metaOrder\' takes one of \\"winston\\", \\"call\\", not \\"mine\\"."){ "code": "TAILRACE_BAD_OPTION", "name": "TailraceError" }',
    ],
  },
];
