import TransportStream from 'winston-transport';
import { withClock } from '../clock.ts';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { turns, type Watch } from '../watch.ts';

const REMOVED_FUNCTIONS = ['cli', 'addRewriter', 'addFilter', 'clone', 'extend'];
const REMOVED_PROPERTIES = ['padLevels', 'stripColors', 'emitErrs', 'levelLength'];

/** Uses the default logger, which is one for the whole process, and leaves it as it was. */
async function withDefaultLogger(winston: Loose, watch: Watch, use: () => void | Promise<void>): Promise<void> {
  winston.configure({ transports: watch.transport('out') });
  watch.name(winston.info('first'), '<default logger>');
  watch.seen.length = 0;
  try {
    await use();
  } finally {
    winston.clear();
    winston.configure();
    winston.level = 'info';
  }
}

function scenario(title: string, run: Scenario['run']): Scenario {
  return { title, isWhole: true, run };
}

export const moduleExports: readonly Scenario[] = [
  scenario(
    'the module has the same names in the same order, with the same ways to read and write them',
    (winston, watch) => {
      for (const name of Reflect.ownKeys(winston)) {
        const property = Object.getOwnPropertyDescriptor(winston, name) as PropertyDescriptor;
        const ways = [
          property.enumerable,
          property.configurable,
          property.writable,
          typeof property.get,
          typeof property.set,
        ];
        watch.note(String(name), ...ways);
      }
      watch.note('no default of its own kind', '__esModule' in winston, typeof winston);
    },
  ),
  scenario('what is exported is of the same kind', (winston, watch) => {
    for (const name of Object.keys(winston)) {
      const value = winston[name];
      watch.note(name, typeof value, typeof value === 'function' ? String(value).startsWith('class') : '');
    }
    watch.note('version', winston.version);
    watch.note('transport', winston.Transport === TransportStream);
  }),
  scenario('what Winston 3 removed throws, called, read and set', (winston, watch) => {
    for (const name of REMOVED_FUNCTIONS) watch.call(name, () => winston[name]());
    for (const name of REMOVED_PROPERTIES) {
      watch.call(name, () => winston[name]);
      watch.call(`${name} set`, () => (winston[name] = 1));
    }
    watch.call('setLevels', () => winston.setLevels);
    watch.call('deprecated', () => winston.deprecated);
  }),
  scenario(
    'transports are classes on top of winston-transport, and third parties put theirs beside them',
    (winston, watch) => {
      for (const name of ['Console', 'File', 'Http', 'Stream']) {
        const Transport = winston.transports[name];
        watch.note(
          name,
          typeof Transport,
          Transport === winston.transports[name],
          Transport.prototype instanceof TransportStream,
        );
        const property = Object.getOwnPropertyDescriptor(winston.transports, name) as PropertyDescriptor;
        watch.note('is', property.configurable, property.enumerable, typeof property.get);
      }
      watch.note('names', Object.keys(winston.transports));
      class Mine extends TransportStream {}
      winston.transports.Mine = Mine;
      watch.note('mine', winston.transports.Mine === Mine);
      delete winston.transports.Mine;
    },
  ),
  scenario("a transport may be put in place of Winston's own by defining it", (winston, watch) => {
    const before = Object.getOwnPropertyDescriptor(winston.transports, 'Http') as PropertyDescriptor;
    class Mine extends TransportStream {}
    watch.call(
      'assign',
      () =>
        Object.defineProperty(winston.transports, 'Http', { value: Mine, configurable: true }) === winston.transports,
    );
    watch.note('mine', winston.transports.Http === Mine);
    Object.defineProperty(winston.transports, 'Http', before);
  }),
  scenario('config has the levels and colours of npm, cli and syslog', (winston, watch) => {
    watch.note('names', Object.keys(winston.config));
    watch.note('config', winston.config.npm, winston.config.cli, winston.config.syslog);
    watch.call('addColors', () => winston.addColors({ mine: 'bold blue' }));
    watch.call('config.addColors', () => winston.config.addColors({ mine: 'red' }));
    watch.note('coloured', winston.format.colorize().colorize('mine', 'text'));
  }),
  scenario('Logger, createLogger and the class of what it makes', (winston, watch) => {
    const logger = winston.createLogger();
    watch.note(
      'instance',
      logger instanceof winston.Logger,
      new winston.Logger() instanceof winston.Logger,
      {} instanceof winston.Logger,
    );
    watch.note('names', winston.Logger.name, winston.createLogger.length);
  }),
  scenario('every method of a logger is there', (winston, watch) => {
    const logger = winston.createLogger();
    const names =
      'log add remove clear close configure child write end pipe unpipe query stream startTimer profile isLevelEnabled getHighestLogLevel handleExceptions unhandleExceptions setLevels cli on once emit off removeListener cork uncork destroy pause resume read setEncoding _transform _final _onEvent _addDefaultMeta';
    for (const name of names.split(' ')) watch.note(name, typeof logger[name]);
    watch.note('handleRejections', typeof logger.handleRejections, typeof logger.unhandleRejections);
  }),
  scenario('handlers of exceptions and rejections want a logger', (winston, watch) => {
    for (const name of ['ExceptionHandler', 'RejectionHandler']) {
      watch.call(name, () => new winston[name]());
      const handler = new winston[name](winston.createLogger());
      watch.note(
        'is',
        handler.handlers.size,
        typeof handler.handle,
        typeof handler.unhandle,
        typeof handler.getAllInfo,
        typeof handler.getTrace,
        typeof handler.getProcessInfo,
        typeof handler.getOsInfo,
        handler.catcher,
      );
      watch.note(
        'of a logger',
        winston.createLogger()[name === 'ExceptionHandler' ? 'exceptions' : 'rejections'] instanceof winston[name],
      );
    }
  }),
  scenario('the default logger has no transports, and says so', (winston, watch) => {
    watch.note('default', winston.default, winston.level, winston.exitOnError);
    watch.note(
      'handlers',
      winston.exceptions instanceof winston.ExceptionHandler,
      winston.rejections instanceof winston.RejectionHandler,
    );
  }),
  scenario('the level methods of the module are those of the default logger', (winston, watch) =>
    withDefaultLogger(winston, watch, () => {
      for (const level of Object.keys(winston.config.npm.levels))
        watch.call(level, () => winston[level](level, { x: 1 }));
      const { info, log } = winston;
      watch.call('detached', () => info('detached'));
      watch.call('log', () => log('warn', 'by log'));
      watch.call('log of an info', () => log({ level: 'info', message: 'mine' }));
      watch.call('without arguments', () => winston.info());
    }),
  ),
  scenario('level and exitOnError of the module are those of the default logger', (winston, watch) =>
    withDefaultLogger(winston, watch, () => {
      winston.level = 'silly';
      winston.silly('now shown');
      winston.exitOnError = false;
      watch.note('read', winston.level, winston.exitOnError);
      winston.exitOnError = true;
      watch.call('default set', () => (winston.default = 1));
    }),
  ),
  scenario('the other methods of the module are those of the default logger', (winston, watch) =>
    withDefaultLogger(winston, watch, () => {
      const transport = watch.transport('added');
      watch.call('add', () => winston.add(transport));
      watch.note('transports', winston.default.transports.length);
      watch.call('remove', () => winston.remove(transport));
      watch.call('child', () => winston.child({ request: 1 }).info('of a child') === undefined);
      withClock((tick) => {
        watch.call('profile', () => winston.profile('work'));
        tick(3);
        watch.call('profile', () => winston.profile('work'));
        const timer = winston.startTimer();
        tick(4);
        watch.call('done', () => timer.done({ message: 'timed' }));
      });
      watch.note('stream', typeof winston.stream().destroy);
      winston.query({}, (error: unknown, results: unknown) => watch.note('query', error, results));
      watch.call('configure', () => winston.configure({ level: 'error', transports: watch.transport('new') }));
      winston.info('too low');
      winston.error('high enough');
      watch.call('clear', () => winston.clear());
    }),
  ),
  scenario('the deprecated ways of the module to handle exceptions', (winston, watch) => {
    const count = () => [process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection')];
    const before = count();
    const difference = () => count().map((now, at) => now - (before[at] ?? 0));
    const transport = watch.transport('out');
    watch.call('handleExceptions', () => winston.handleExceptions(transport));
    watch.note('listeners', difference());
    watch.call('unhandleExceptions', () => winston.unhandleExceptions());
    winston.exceptions.unhandle();
    winston.rejections.unhandle();
    winston.clear();
    watch.note('listeners', difference());
  }),
  scenario('a container makes a logger for each name, once', (winston, watch) => {
    const container = new winston.Container();
    const first = container.add('first', { level: 'silly', transports: watch.transport('out') });
    watch.note(
      'same',
      container.get('first') === first,
      container.add('first', { level: 'error' }) === first,
      first.level,
    );
    watch.note(
      'is',
      first instanceof winston.Logger,
      container.has('first'),
      container.has('second'),
      container.loggers.size,
    );
    container.get('second').close();
    watch.note('gone when closed', container.has('second'));
    first.silly('hello');
    watch.call('close', () => container.close('first'));
    watch.call('close of a stranger', () => container.close('stranger'));
    watch.note('gone', container.has('first'), first.transports.length);
  }),
  scenario('a container has options for all, and a list of transports for each', (winston, watch) => {
    const list = [watch.transport('shared')];
    const container = new winston.Container({ level: 'warn', transports: list });
    const one = container.add('one');
    one.add(watch.transport('own'));
    const two = container.add('two', { level: 'debug' });
    watch.note('levels', one.level, two.level, list.length, one.transports.length, two.transports.length);
    one.warn('of one');
    two.debug('of two');
    watch.note('options', Object.keys(container.options), container.add('three', {}).level);
    watch.call('close all', () => container.close());
    watch.note('left', container.loggers.size);
  }),
  scenario('a single transport in the options of a container', (winston, watch) => {
    const container = new winston.Container({ transports: watch.transport('only') });
    container.get('a').info('from a');
    container.get('b', { transports: watch.transport('other') }).info('from b');
    watch.note('without', new winston.Container().get('c').transports.length);
  }),
  scenario('winston.loggers is a container for the whole process', (winston, watch) => {
    watch.note(
      'is',
      winston.loggers instanceof winston.Container,
      winston.loggers.loggers.size,
      winston.loggers.options,
    );
    const logger = winston.loggers.add('mine', { transports: watch.transport('out') });
    winston.loggers.get('mine').info('hello');
    watch.note('same', winston.loggers.get('mine') === logger);
    winston.loggers.close('mine');
    watch.note('gone', winston.loggers.has('mine'));
  }),
  scenario('the Console transport writes text and an end of line to standard output', async (winston, watch) => {
    const transport = new winston.transports.Console();
    watch.note(
      'is',
      transport.name,
      transport.eol,
      transport.forceConsole,
      transport.stderrLevels,
      transport.consoleWarnLevels,
    );
    watch.events(transport, 'console', 'logged');
    const logger = winston.createLogger({ transports: transport });
    logger.info('hello', { x: 1 });
    logger.debug('too low');
    await turns();
  }),
  scenario(
    'the Console transport with levels for standard error, ends of line and names of its own',
    (winston, watch) => {
      const { Console } = winston.transports;
      const logger = winston.createLogger({
        level: 'debug',
        format: winston.format.simple(),
        transports: [new Console({ stderrLevels: ['error'], consoleWarnLevels: ['warn'], eol: '|', name: 'mine' })],
      });
      for (const level of ['error', 'warn', 'info', 'debug']) logger.log(level, 'hello');
      watch.note('name', logger.transports[0].name);
    },
  ),
  scenario('the Console transport by the methods of the console', (winston) => {
    const { Console } = winston.transports;
    const transport = new Console({ forceConsole: true, stderrLevels: ['error'], consoleWarnLevels: ['warn'] });
    const logger = winston.createLogger({ format: winston.format.simple(), transports: transport });
    for (const level of ['error', 'warn', 'info']) logger.log(level, 'hello');
  }),
  scenario('the Console transport refuses levels that are no list of text', (winston, watch) => {
    const { Console } = winston.transports;
    for (const stderrLevels of ['error', [1], {}, null, []])
      watch.call('stderrLevels', () => new Console({ stderrLevels }).stderrLevels);
    watch.call('consoleWarnLevels', () => new Console({ consoleWarnLevels: 'warn' }));
  }),
  scenario('a transport without a format that writes text prints undefined', (winston) => {
    const logger = winston.createLogger({
      format: winston.format((info: Loose) => info)(),
      transports: new winston.transports.Console(),
    });
    logger.info('hello');
  }),
  scenario('the File transport refuses options that are none', (winston, watch) => {
    const { File } = winston.transports;
    watch.call('nothing', () => new File());
    watch.call('empty', () => new File({}));
  }),
  {
    title: 'format is a function as nameless as before',
    run(winston, watch) {
      watch.note('format', winston.format.name, winston.format.length);
    },
  },
];
