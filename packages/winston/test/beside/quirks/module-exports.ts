import TransportStream from 'winston-transport';
import type { Scenario } from '../scenario.ts';
import { ofWholePackage } from './of-whole-package.ts';

const REMOVED_FUNCTIONS = ['cli', 'addRewriter', 'addFilter', 'clone', 'extend'];
const REMOVED_PROPERTIES = ['padLevels', 'stripColors', 'emitErrs', 'levelLength'];

export const moduleExports: readonly Scenario[] = [
  ofWholePackage(
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
  ofWholePackage('what is exported is of the same kind', (winston, watch) => {
    for (const name of Object.keys(winston)) {
      const value = winston[name];
      watch.note(name, typeof value, typeof value === 'function' ? String(value).startsWith('class') : '');
    }
    watch.note('version', winston.version);
    watch.note('transport', winston.Transport === TransportStream);
  }),
  ofWholePackage('what Winston 3 removed throws, called, read and set', (winston, watch) => {
    for (const name of REMOVED_FUNCTIONS) watch.call(name, () => winston[name]());
    for (const name of REMOVED_PROPERTIES) {
      watch.call(name, () => winston[name]);
      watch.call(`${name} set`, () => (winston[name] = 1));
    }
    watch.call('setLevels', () => winston.setLevels);
    watch.call('deprecated', () => winston.deprecated);
  }),
  ofWholePackage(
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
  ofWholePackage("a transport may be put in place of Winston's own by defining it", (winston, watch) => {
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
  ofWholePackage('config has the levels and colours of npm, cli and syslog', (winston, watch) => {
    watch.note('names', Object.keys(winston.config));
    watch.note('config', winston.config.npm, winston.config.cli, winston.config.syslog);
    watch.call('addColors', () => winston.addColors({ mine: 'bold blue' }));
    watch.call('config.addColors', () => winston.config.addColors({ mine: 'red' }));
    watch.note('coloured', winston.format.colorize().colorize('mine', 'text'));
  }),
  ofWholePackage('Logger, createLogger and the class of what it makes', (winston, watch) => {
    const logger = winston.createLogger();
    watch.note(
      'instance',
      logger instanceof winston.Logger,
      new winston.Logger() instanceof winston.Logger,
      {} instanceof winston.Logger,
    );
    watch.note('names', winston.Logger.name, winston.createLogger.length);
  }),
  ofWholePackage('every method of a logger is there', (winston, watch) => {
    const logger = winston.createLogger();
    const names =
      'log add remove clear close configure child write end pipe unpipe query stream startTimer profile isLevelEnabled getHighestLogLevel handleExceptions unhandleExceptions setLevels cli on once emit off removeListener cork uncork destroy pause resume read setEncoding _transform _final _onEvent _addDefaultMeta';
    for (const name of names.split(' ')) watch.note(name, typeof logger[name]);
    watch.note('handleRejections', typeof logger.handleRejections, typeof logger.unhandleRejections);
  }),
  ofWholePackage('handlers of exceptions and rejections want a logger', (winston, watch) => {
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
  {
    title: 'format is a function as nameless as before',
    run(winston, watch) {
      watch.note('format', winston.format.name, winston.format.length);
    },
  },
];
