import type { Scenario } from '../scenario.ts';
import { ofWholePackage } from './of-whole-package.ts';

export const containers: readonly Scenario[] = [
  ofWholePackage('a container makes a logger for each name, once', (winston, watch) => {
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
  ofWholePackage('a container has options for all, and a list of transports for each', (winston, watch) => {
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
  ofWholePackage('a single transport in the options of a container', (winston, watch) => {
    const container = new winston.Container({ transports: watch.transport('only') });
    container.get('a').info('from a');
    container.get('b', { transports: watch.transport('other') }).info('from b');
    watch.note('without', new winston.Container().get('c').transports.length);
  }),
  ofWholePackage('winston.loggers is a container for the whole process', (winston, watch) => {
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
];
