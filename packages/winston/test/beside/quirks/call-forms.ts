import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { plainLogger } from './plain-logger.ts';

/** Calls a logger in one form, and looks at what it answers and what became of the arguments. */
function form(
  title: string,
  call: (logger: Loose, ...made: Loose[]) => unknown,
  make: () => Loose[] = () => [],
): Scenario {
  return {
    title,
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      const made = make();
      watch.call('answers', () => call(logger, ...made));
      if (made.length > 0) watch.note('arguments afterwards', ...made);
    },
  };
}

class Order {
  readonly number = 7;
  get total(): number {
    return 12;
  }
}

export const callForms: readonly Scenario[] = [
  form('a level method with text answers the logger', (logger) => logger.info('hello')),
  form('a level method without arguments logs an empty message', (logger) => logger.info()),
  form('a level method with undefined logs an info without a message', (logger) => logger.info(undefined)),
  form('a level method with null', (logger) => logger.info(null)),
  form('a level method with a number, zero, a boolean and a bigint', (logger) => {
    logger.info(5);
    logger.info(0);
    logger.info(false);
    return logger.info(10n);
  }),
  form('a level method with an empty text', (logger) => logger.info('')),
  form('a level method with a symbol', (logger) => logger.info(Symbol('s'))),
  form('a level method with a function of a parameter, which has no message', (logger) =>
    logger.info((value: unknown) => value),
  ),
  form(
    'a level method with a function that has a message, which becomes the info',
    (logger, made) => logger.info(made),
    () => [Object.assign(() => 'late', { message: 'of a function' })],
  ),
  form(
    'a level method with an array nests it',
    (logger, made) => logger.info(made),
    () => [[1, 2]],
  ),
  form(
    'a level method with an object without a message nests it',
    (logger, made) => logger.info(made),
    () => [{ x: 1 }],
  ),
  form(
    'a level method with an object with a message takes it as the info, and changes it',
    (logger, made) => logger.info(made),
    () => [{ message: 'mine', x: 1 }],
  ),
  form(
    'a level method with an object whose message is empty nests it',
    (logger, made) => logger.info(made),
    () => [{ message: '', x: 1 }],
  ),
  form(
    'a level method with an object whose message is an object',
    (logger, made) => logger.info(made),
    () => [{ message: { deep: 1 } }],
  ),
  form(
    'the level of the method wins over the level in an info',
    (logger, made) => logger.warn(made),
    () => [{ message: 'mine', level: 'silly', [Symbol.for('level')]: 'silly' }],
  ),
  form(
    'an error alone is the info, and plain JSON shows none of it',
    (logger, made) => logger.error(made),
    () => [new Error('boom')],
  ),
  form(
    'an error with fields shows the fields',
    (logger, made) => logger.error(made),
    () => [Object.assign(new TypeError('boom'), { code: 'E1', errno: -2 })],
  ),
  form(
    'an error without a message is nested, and becomes {}',
    (logger, made) => logger.error(made),
    () => [new Error('')],
  ),
  form(
    'an error with a cause',
    (logger, made) => logger.error(made),
    () => [new Error('outer', { cause: new Error('inner') })],
  ),
  form(
    'a frozen info throws',
    (logger, made) => logger.info(made),
    () => [Object.freeze({ message: 'frozen' })],
  ),
  form(
    'an info of a class stays what it is',
    (logger, made) => logger.info(made),
    () => [Object.assign(new Order(), { message: 'of a class' })],
  ),
  form(
    'an info without a prototype',
    (logger, made) => logger.info(made),
    () => [Object.assign(Object.create(null), { message: 'bare' })],
  ),
  form(
    'an info whose message is inherited',
    (logger, made) => logger.info(made),
    () => [Object.create({ message: 'inherited' })],
  ),
  form('a message that is a getter', (logger) =>
    logger.info({
      get message() {
        return 'got';
      },
    }),
  ),
  form('log(level, message)', (logger) => logger.log('info', 'hello')),
  form(
    'log(level, object) takes the object as the info, with or without a message',
    (logger, a, b) => {
      logger.log('info', a);
      return logger.log('info', b);
    },
    () => [{ message: 'mine' }, { x: 1 }],
  ),
  form(
    'log(level, error)',
    (logger, made) => logger.log('error', made),
    () => [new Error('boom')],
  ),
  form(
    'log(level, array)',
    (logger, made) => logger.log('info', made),
    () => [[1, 2]],
  ),
  form('log(level, null)', (logger) => logger.log('info', null)),
  form('log(level, undefined)', (logger) => logger.log('info', undefined)),
  form(
    'log(info)',
    (logger, made) => logger.log(made),
    () => [{ level: 'info', message: 'mine', x: 1 }],
  ),
  form(
    'log(info) with an error as its message',
    (logger, made) => logger.log(made),
    () => [{ level: 'error', message: new Error('boom') }],
  ),
  form(
    'log(info) overwrites the symbol of the level',
    (logger, made) => logger.log(made),
    () => [{ level: 'info', message: 'mine', [Symbol.for('level')]: 'error' }],
  ),
  form('log(level, message, undefined)', (logger) => logger.log('info', 'hello', undefined)),
  form('log(level, message, null)', (logger) => logger.log('info', 'hello', null)),
  form('log(level, message, text)', (logger) => logger.log('info', 'hello', 'more')),
  form('log(level, message, function)', (logger) => logger.log('info', 'hello', () => 1)),
  form(
    'log(level, message, meta) copies the meta',
    (logger, made) => logger.log('info', 'hello', made),
    () => [{ x: 1, level: 'error' }],
  ),
  form(
    'log(level, object, meta) keeps the object as the message',
    (logger, a, b) => logger.log('info', a, b),
    () => [{ message: 'mine' }, { x: 1 }],
  ),
  form(
    'log(level, undefined, meta)',
    (logger, made) => logger.log('info', undefined, made),
    () => [{ x: 1 }],
  ),
  form('log with a level of three words is refused by no one but the transports', (logger) =>
    logger.log('not a level', 'hello'),
  ),
  form('the level may be a number', (logger) => logger.log(2, 'hello')),
  form(
    'a method with meta copies only the first object',
    (logger, a, b) => logger.info('hello', a, b),
    () => [{ x: 1 }, { y: 2 }],
  ),
  form(
    'a method with an array as meta spreads it',
    (logger, made) => logger.info('hello', made),
    () => [['a', 'b']],
  ),
  form('a method with a date as meta', (logger) => logger.info('hello', new Date(0))),
  form(
    'meta.message is appended to the message',
    (logger, made) => logger.info('hello', made),
    () => [{ message: 'world', x: 1 }],
  ),
  form('meta.message that is not text is appended as text', (logger) =>
    logger.info('hello', { message: { deep: true } }),
  ),
  form('meta.message that is empty is not appended, and lost', (logger) => logger.info('hello', { message: '' })),
  form('meta.stack and meta.cause are taken over although they are not enumerable', (logger) => {
    const error = new Error('boom', { cause: 'because' });
    error.stack = 'the stack';
    return logger.error('failed', error);
  }),
  form('meta with inherited stack and cause', (logger) =>
    logger.error('failed', Object.create({ stack: 'above', cause: 'why' })),
  ),
  form('an error deep in meta becomes {}', (logger) => logger.error('failed', { error: new Error('boom') })),
  form('meta is not merged where the message has a place for it', (logger) => logger.info('user %s', { id: 1 })),
  form('a per cent sign before a letter counts as a place', (logger) => logger.info('50%d done', { x: 1 })),
  form('a doubled per cent sign counts as a place', (logger) => logger.info('50%% done', { x: 1 })),
  form('a per cent sign before a space is none', (logger) => logger.info('50% done', { x: 1 })),
  form('a message with a match of its own decides what a place is', (logger) =>
    logger.info({ match: () => ['%s'], toString: () => 'odd' }, { x: 1 }),
  ),
  form('keys of meta that are symbols are copied', (logger) =>
    logger.info('hello', { [Symbol('own')]: 1, [Symbol.for('level')]: 'error' }),
  ),
  form('getters in meta are read once and copied as values', (logger) => {
    let reads = 0;
    const meta = {
      get count() {
        reads += 1;
        return reads;
      },
    };
    return logger.info('hello', meta);
  }),
  form('a meta that is a proxy', (logger) => logger.info('hello', new Proxy({ x: 1 }, {}))),
  form('inherited fields of meta are not copied', (logger) =>
    logger.info('hello', Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } })),
  ),
  form(
    'an info with a level of its own keeps its colour, and is judged by the method',
    (logger, made) => logger.error(made),
    () => [{ message: 'mine', level: '\u001b[31merror\u001b[39m' }],
  ),
  {
    title: 'level methods work without their logger',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      const { info, isInfoEnabled } = logger;
      watch.call('info', () => info('detached'));
      watch.call('info with meta', () => info('detached', { x: 1 }));
      watch.call('info of nothing', () => info());
      watch.call('isInfoEnabled', () => isInfoEnabled());
      ['each'].forEach(info);
    },
  },
  {
    title: 'level methods of something that is no logger throw a TypeError',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      for (const owner of [{ write: logger.info }, 42, 'text']) {
        try {
          logger.info.call(owner, 'misplaced');
        } catch (error) {
          watch.note('throws a', (error as Error).name);
        }
      }
    },
  },
  {
    title: 'all ways of logging answer the logger, and write answers true',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      watch.call('info', () => logger.info('a'));
      watch.call('info with meta', () => logger.info('a', { x: 1 }));
      watch.call('log', () => logger.log('info', 'a'));
      watch.call('log of an info', () => logger.log({ level: 'info', message: 'a' }));
      watch.call('write', () => logger.write({ level: 'info', message: 'a' }));
      watch.call('debug, which nobody wants', () => logger.debug('a'));
    },
  },
  {
    title: 'a subclass may put a log of its own in place, and level methods with several arguments use it',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      logger.log = (...parameters: unknown[]) => {
        watch.note('own log', ...parameters);
        return 'of its own';
      };
      watch.call('one argument', () => logger.info('a'));
      watch.call('two arguments', () => logger.info('a', { x: 1 }));
      watch.call('none', () => logger.info());
    },
  },
  {
    title: 'an info can be written again, and keeps what it was given',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      const info: Loose = { message: 'again' };
      logger.info(info);
      logger.warn(info);
      watch.note('the info', info);
    },
  },
];
