import winstonItself from 'winston';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { ofWholePackage } from './of-whole-package.ts';
import { plainLogger } from './plain-logger.ts';

const { config } = winstonItself as Loose;

export const levels: readonly Scenario[] = [
  {
    title: "the levels are npm's, and they are written into the options of the caller",
    run(winston, watch) {
      const options: Loose = {};
      const logger = winston.createLogger(options);
      watch.note('levels', logger.levels, options.levels === logger.levels, options);
      watch.note('level', logger.level);
    },
  },
  {
    title: 'createLogger without options, and with undefined',
    run(winston, watch) {
      watch.note('level', winston.createLogger().level, winston.createLogger(undefined).level);
      watch.call('null', () => winston.createLogger(null));
    },
  },
  {
    title: 'each level has a method and a question',
    run(winston, watch) {
      const logger = winston.createLogger({ levels: { bad: 0, fine: 1, 'two words': 2, ünïcode: 3, '': 4 } });
      const names = [
        'bad',
        'fine',
        'two words',
        'ünïcode',
        '',
        'isBadEnabled',
        'isFineEnabled',
        'isTwo wordsEnabled',
        'isÜnïcodeEnabled',
        'isEnabled',
        'info',
        'isInfoEnabled',
      ];
      for (const name of names) watch.note(name, typeof logger[name]);
    },
  },
  {
    title: "levels of syslog and of one's own",
    run(winston, watch) {
      const syslog = plainLogger(winston, watch, { levels: config.syslog.levels, level: 'notice' });
      syslog.emerg('emerg');
      syslog.notice('notice');
      syslog.info('info');
      const own = plainLogger(winston, watch, { levels: { high: 0, middle: 5, low: 10 }, level: 'middle' });
      own.high('high');
      own.middle('middle');
      own.low('low');
    },
  },
  {
    title: 'a level named log is warned of and skipped',
    run(winston, watch) {
      const logger = plainLogger(winston, watch, { levels: { log: 0, info: 1 } });
      logger.log('info', 'hello');
      logger.log('log', 'hello');
      watch.note('isLogEnabled', typeof logger.isLogEnabled);
    },
  },
  {
    title: 'a level named like a method of loggers takes its place',
    run(winston, watch) {
      const logger = plainLogger(winston, watch, { levels: { info: 0, query: 1, profile: 2 }, level: 'profile' });
      logger.query('as a level');
      logger.profile('as a level');
      logger.info('hello');
    },
  },
  {
    title: "isLevelEnabled without transports looks at the logger's level",
    run(winston, watch) {
      const logger = winston.createLogger({ level: 'warn' });
      for (const level of ['error', 'warn', 'info', 'nonsense', undefined, null, 2, ''])
        watch.note(String(level), logger.isLevelEnabled(level));
      logger.level = 'nonsense';
      watch.note('with a level that is none', logger.isLevelEnabled('error'), logger.getHighestLogLevel());
    },
  },
  {
    title: 'isLevelEnabled answers yes where any transport has the level',
    run(winston, watch) {
      const logger = watch.logger(winston, {
        level: 'error',
        transports: [watch.transport('quiet', { level: 'error' }), watch.transport('loud', { level: 'debug' })],
      });
      for (const level of ['error', 'info', 'debug', 'silly'])
        watch.note(
          level,
          logger.isLevelEnabled(level),
          logger[`is${level[0]?.toUpperCase()}${level.slice(1)}Enabled`](),
        );
      watch.note('highest', logger.getHighestLogLevel());
      logger.info('only for the loud');
    },
  },
  {
    title: 'isLevelEnabled does not look at silence',
    run(winston, watch) {
      const logger = watch.logger(winston, { silent: true, transports: [watch.transport('out', { silent: true })] });
      watch.note('info', logger.isLevelEnabled('info'), logger.isInfoEnabled());
    },
  },
  {
    title: "a transport's level wins over the logger's, in both directions",
    run(winston, watch) {
      const logger = watch.logger(winston, {
        level: 'warn',
        transports: [
          watch.transport('more', { level: 'silly' }),
          watch.transport('less', { level: 'error' }),
          watch.transport('same'),
        ],
      });
      for (const level of ['error', 'warn', 'info', 'silly']) logger.log(level, level);
    },
  },
  {
    title: 'levels may be changed while logging',
    run(winston, watch) {
      const transport = watch.transport('out');
      const logger = watch.logger(winston, { transports: transport });
      logger.debug('too low');
      logger.level = 'debug';
      logger.debug("after the logger's");
      transport.level = 'error';
      logger.debug('too low again');
      transport.level = undefined;
      logger.level = 'silly';
      logger.silly('after both');
    },
  },
  {
    title: 'an unknown level is complained of, and the line is dropped',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      watch.call('log', () => logger.log('loud', 'hello'));
      watch.call('write', () => logger.write({ level: 'loud', message: 'hello' }));
      watch.call('write without a level', () => logger.write({ message: 'hello' }));
    },
  },
  {
    title: 'an unknown level passes a transport without any level',
    run(winston, watch) {
      const logger = plainLogger(winston, watch, { level: '' });
      logger.log('loud', 'hello');
      logger.silly('everything passes');
    },
  },
  {
    title: "a logger's level that is none lets nothing through",
    run(winston, watch) {
      const logger = plainLogger(winston, watch, { level: 'nonsense' });
      watch.call('error', () => logger.error('hello'));
    },
  },
  {
    title: "a transport's level that is none lets nothing through",
    run(winston, watch) {
      const logger = watch.logger(winston, {
        transports: [watch.transport('odd', { level: 'nonsense' }), watch.transport('even')],
      });
      logger.error('hello');
    },
  },
  {
    title: 'a level of zero that is not the gravest',
    run(winston, watch) {
      const logger = plainLogger(winston, watch, { levels: { a: -1, b: 0, c: 1 }, level: 'b' });
      logger.a('a');
      logger.b('b');
      logger.c('c');
      watch.note('enabled', logger.isAEnabled(), logger.isBEnabled(), logger.isCEnabled());
    },
  },
  {
    title: "what a transport judges by is the symbol, not the level's text",
    run(winston, watch) {
      const colour = winston.format((info: Loose) => {
        info.level = `<${info.level}>`;
        return info;
      });
      const logger = plainLogger(winston, watch, { format: winston.format.combine(colour(), winston.format.json()) });
      logger.info('shown');
      logger.debug('not shown');
    },
  },
  {
    title: 'getHighestLogLevel takes the largest number of all',
    run(winston, watch) {
      const logger = winston.createLogger({ level: 'info' });
      watch.note('alone', logger.getHighestLogLevel());
      logger.add(watch.transport('out', { level: 'silly' }));
      watch.note('with one more open', logger.getHighestLogLevel());
    },
  },
  {
    title: 'silence of a logger and of a transport',
    run(winston, watch) {
      const quiet = watch.transport('quiet', { silent: true });
      const logger = watch.logger(winston, { transports: [quiet, watch.transport('loud')] });
      logger.info('one');
      quiet.silent = false;
      logger.info('two');
      logger.silent = true;
      logger.info('three');
    },
  },
  ofWholePackage(
    'the levels of config, which loggers have by default, are the same objects everywhere',
    (winston, watch) => {
      for (const name of ['npm', 'cli', 'syslog']) {
        const { levels: own } = winston.config[name];
        watch.note(name, own === config[name].levels, own);
      }
      watch.note('by default', winston.createLogger().levels === config.npm.levels);
    },
  ),
  {
    title: 'the method of a level that the logger has no longer complains of it',
    run(winston, watch) {
      const logger = plainLogger(winston, watch);
      logger.levels = { info: 0, own: 1 };
      logger.info('known');
      logger.debug('unknown');
      logger.silent = true;
      logger.debug('unknown, and silent');
    },
  },
];
