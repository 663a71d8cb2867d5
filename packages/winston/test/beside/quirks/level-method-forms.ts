import type { Scenario } from '../scenario.ts';
import { form } from './form.ts';

class Order {
  readonly number = 7;
  get total(): number {
    return 12;
  }
}

export const levelMethodForms: readonly Scenario[] = [
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
  form(
    'an info with a coloured level of its own is given the plain one of the method',
    (logger, made) => logger.error(made),
    () => [{ message: 'mine', level: '\u001b[31merror\u001b[39m' }],
  ),
];
