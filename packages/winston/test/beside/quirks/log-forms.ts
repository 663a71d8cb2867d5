import type { Scenario } from '../scenario.ts';
import { form } from './form.ts';

export const logForms: readonly Scenario[] = [
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
  form('log with a level of three words is complained of, as with any level that there is not', (logger) =>
    logger.log('not a level', 'hello'),
  ),
  form('a level that is a number is complained of, and is not the one of that number', (logger) =>
    logger.log(2, 'hello'),
  ),
];
