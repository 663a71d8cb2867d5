import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { plainLogger } from './plain-logger.ts';

/** What callers hand over that nobody would want to. */
export const NASTY: Readonly<Record<string, () => unknown>> = {
  nothing: () => undefined,
  null: () => null,
  'a symbol': () => Symbol('s'),
  'a bigint': () => 10n,
  NaN: () => Number.NaN,
  'an empty text': () => '',
  'a lone surrogate': () => 'a\ud800b\udc00',
  'a text with control characters': () => '\u0000\u001b[31m\n\r\u2028\u007f',
  'a long text': () => 'x'.repeat(8_000),
  'a function': () => (value: unknown) => value,
  'a class': () => Date,
  'a throwing getter': () => ({
    get message(): string {
      throw new Error('message cannot be read');
    },
  }),
  'a throwing getter besides the message': () => ({
    message: 'readable',
    get other(): string {
      throw new Error('other cannot be read');
    },
  }),
  'a throwing toJSON': () => ({
    message: 'readable',
    own: {
      toJSON() {
        throw new Error('toJSON failed');
      },
    },
  }),
  'a throwing toString': () => ({
    toString() {
      throw new Error('toString failed');
    },
  }),
  'a toJSON that answers undefined': () => ({ message: 'readable', own: { toJSON: () => undefined } }),
  'a toJSON of the info itself': () => ({ message: 'readable', toJSON: () => ({ replaced: true }) }),
  'a proxy': () => new Proxy({ message: 'of a proxy', x: 1 }, {}),
  'a proxy that throws at everything': () =>
    new Proxy(
      { message: 'of a proxy' },
      {
        get() {
          throw new Error('get refused');
        },
        ownKeys() {
          throw new Error('ownKeys refused');
        },
        set() {
          throw new Error('set refused');
        },
      },
    ),
  'a proxy that takes no fields': () => new Proxy({ message: 'of a proxy' }, { set: () => false }),
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({ message: 'gone' }, {});
    revoke();
    return proxy;
  },
  'a frozen info': () => Object.freeze({ message: 'frozen' }),
  'a sealed info': () => Object.seal({ message: 'sealed' }),
  'an info that keeps its level': () => Object.defineProperty({ message: 'mine' }, 'level', { value: 'error' }),
  'an error without a stack': () => Object.assign(new Error('no stack'), { stack: undefined }),
  'an error whose message is an object': () =>
    Object.assign(new Error('x'), { message: { deep: true }, stack: 'stack' }),
  'an error that causes itself': () => {
    const error = Object.assign(new Error('circle'), { stack: 'stack' });
    return Object.assign(error, { cause: error });
  },
  'an aggregate error': () =>
    Object.assign(new AggregateError([new Error('a'), new Error('b')], 'several'), { stack: 'stack' }),
  'a cycle': () => {
    const cycle: Record<string, unknown> = { message: 'cycle' };
    cycle['self'] = cycle;
    return cycle;
  },
  'a very deep object': () => {
    let deep: Record<string, unknown> = { end: true };
    for (let level = 0; level < 200; level += 1) deep = { deep };
    return { message: 'deep', deep };
  },
  'a sparse array': () => Object.assign([1], { 2: 3 }),
  'a map': () => new Map([['a', 1]]),
  'a typed array': () => new Uint8Array([1, 2, 3]),
  'a buffer': () => Buffer.from('bytes'),
  'a date that is none': () => new Date(Number.NaN),
  'a regular expression': () => /x/g,
  'a promise': () => Promise.resolve(1),
  'a generator': () =>
    (function* generate() {
      yield 1;
    })(),
  'a weak map': () => new WeakMap(),
  'boxed values': () => ({ message: 'boxed', text: new String('t'), number: new Number(1), yes: new Boolean(true) }),
  'an info with a level that is none': () => ({ message: 'mine', level: {} }),
  'an info with splat in it': () => ({ message: '%s and %s', splat: ['one'] }),
  'an info with a symbol of splat that is none': () => ({ message: 'mine', [Symbol.for('splat')]: 'text' }),
  'an object with a number as its message': () => ({ message: 42 }),
  'an object with a symbol as its message': () => ({ message: Symbol('m') }),
  'an object with a function as its message': () => ({ message: () => 1 }),
  'an object with many keys': () => ({
    message: 'many',
    ...Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`key ${(at * 7) % 250}`, at])),
  }),
  'an object without a prototype': () => Object.assign(Object.create(null) as object, { message: 'bare' }),
  'arguments of a function': () =>
    (function take(..._values: unknown[]) {
      return arguments;
    })('a', 1),
};

const FORMS: Readonly<Record<string, (logger: Loose, value: unknown) => unknown>> = {
  'logger.info(value)': (logger, value) => logger.info(value),
  'logger.info("words", value)': (logger, value) => logger.info('words', value),
  'logger.info("%s %j", value)': (logger, value) => logger.info('%s %j', value),
  'logger.info(value, value)': (logger, value) => logger.info(value, value),
  'logger.log(value)': (logger, value) => logger.log(value),
  'logger.log("info", value)': (logger, value) => logger.log('info', value),
  'logger.log("info", "words", value)': (logger, value) => logger.log('info', 'words', value),
  'logger.log(value, "words")': (logger, value) => logger.log(value, 'words'),
  'logger.child(value)': (logger, value) => logger.child(value).info('of a child'),
  'a child\'s info("words", value)': (logger, value) => logger.child({ request: 1 }).info('words', value),
  "a child's info(value)": (logger, value) => logger.child({ request: 1 }).info(value),
  'default meta': (logger, value) => {
    logger.defaultMeta = value;
    return logger.info('words');
  },
};

const FORMATS: Readonly<Record<string, (format: Loose) => Loose>> = {
  json: (format) => format.json(),
  'splat and simple': (format) => format.combine(format.splat(), format.simple()),
  'errors and json': (format) => format.combine(format.errors({ stack: true, cause: true }), format.json()),
};

/** Forms in which what the caller hands over decides on the level, so that nobody may want the line. */
const OF_ANY_LEVEL: readonly string[] = ['logger.log(value)', 'logger.log(value, "words")'];
/** What Winston never gets over as a level: see `a level that cannot be written` of the intended differences. */
const NO_LEVELS: readonly string[] = [
  'a throwing toString',
  'a proxy that throws at everything',
  'a revoked proxy',
  'an object without a prototype',
];

/** Every nasty value in every form of a call: text, answers and errors are Winston's, and the logger goes on after each. */
export const nastyValues: readonly Scenario[] = Object.entries(NASTY).map(([name, make]) => ({
  title: `takes ${name} in every form of a call as Winston does`,
  run(winston, watch) {
    for (const formatFirst of [true, false]) {
      for (const [formatName, makeFormat] of Object.entries(FORMATS)) {
        for (const [form, call] of Object.entries(FORMS)) {
          if (!formatFirst && (formatName !== 'json' || OF_ANY_LEVEL.includes(form))) continue;
          if (form === 'logger.log(value, "words")' && NO_LEVELS.includes(name)) continue;
          if (form === 'logger.child(value)' && typeof make() === 'function') continue;
          const options = { formatFirst, format: makeFormat(winston.format), transports: watch.transport('out') };
          const logger = watch.name(winston.createLogger(options), '<logger>');
          watch.seen.push(`${formatName}, ${form}`);
          watch.call('answers', () => call(logger, make()));
          logger.defaultMeta = null;
          watch.call('afterwards', () => logger.info('goes on'));
        }
      }
    }
  },
}));

export const malformedCalls: readonly Scenario[] = [
  {
    title: 'log() and log(undefined) throw a TypeError',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      watch.call('log', () => logger.log());
      watch.call('log', () => logger.log(undefined));
      watch.call('log', () => logger.log(null));
      logger.info('goes on');
    },
  },
  {
    title: 'log(level) alone throws, for text is no info',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      watch.call('log', () => logger.log('info'));
      watch.call('log', () => logger.log(2));
      watch.call('log', () => logger.log({}));
      logger.info('goes on');
    },
  },
  {
    title: 'log of a level that is undefined, null or an object',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      for (const level of [undefined, null, {}, [], Symbol('s'), ''])
        watch.call('log', () => logger.log(level, 'words'));
    },
  },
  {
    title: 'a level method given two symbols, or arguments without end',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      watch.call('symbols', () => logger.info(Symbol('a'), Symbol('b')));
      watch.call('many', () => logger.info('words', ...Array.from({ length: 500 }, (_, at) => at)));
    },
  },
  {
    title: 'meta with a message that cannot be text',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      watch.call('symbol', () => logger.info('words', { message: Symbol('m') }));
      watch.call('no prototype', () => logger.info('words', { message: Object.create(null) }));
      watch.call('a symbol as message', () => logger.info(Symbol('m'), { message: 'words' }));
    },
  },
  {
    title: 'createLogger with options that are none',
    run(winston, watch) {
      for (const odd of ['text', 42, true, []]) watch.call(typeof odd, () => winston.createLogger(odd).level);
    },
  },
  {
    title: 'createLogger with parts that are none',
    run(winston, watch) {
      watch.call('levels', () => winston.createLogger({ levels: 'text' }).levels);
      watch.call('transports', () => winston.createLogger({ transports: 'text' }));
      watch.call('transports in a list', () => winston.createLogger({ transports: [undefined] }));
      watch.call('format', () => winston.createLogger({ format: {}, transports: watch.transport('out') }).info('x'));
      watch.call('format that is a function', () =>
        winston.createLogger({ format: winston.format.json, transports: watch.transport('out') }).info('x'),
      );
      watch.call('exceptionHandlers', () => winston.createLogger({ exceptionHandlers: ['text'] }));
    },
  },
  {
    title: 'a message of a megabyte',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      logger.info('é'.repeat(1 << 20), { also: 'x'.repeat(1 << 20) });
    },
  },
  {
    title: 'formats that throw everything but errors',
    run(winston, watch) {
      for (const thrown of ['text', 42, null, undefined]) {
        const breaking = winston.format(() => {
          throw thrown;
        })();
        const logger = plainLogger(winston, watch, { format: breaking });
        watch.call('info', () => logger.info('x'));
        logger.format = winston.format.json();
        watch.call('info', () => logger.info('goes on'));
      }
    },
  },
  {
    title: 'a format that answers text, a number, true or an empty object',
    run(winston, watch) {
      for (const answer of ['text', 42, true, {}]) {
        const logger = plainLogger(winston, watch, { format: winston.format(() => answer)(), level: '' });
        watch.call('info', () => logger.info('x'));
      }
    },
  },
];
